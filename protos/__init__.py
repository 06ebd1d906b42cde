# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract between Voxrig's sidecar and its clients, and the Python stubs made from it."""
