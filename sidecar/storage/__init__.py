# SPDX-License-Identifier: GPL-3.0-or-later
"""What outlives the process: tables in a database, and blobs in a file system."""
