# SPDX-License-Identifier: GPL-3.0-or-later
"""Talks to the sidecar: its process, the gRPC channel, jobs. No bpy and no threads: every call is short and blocks."""
