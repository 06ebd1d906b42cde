# SPDX-License-Identifier: GPL-3.0-or-later
"""Package voxrig of the contract."""
