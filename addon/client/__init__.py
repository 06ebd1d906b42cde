# SPDX-License-Identifier: GPL-3.0-or-later
"""Talks to the sidecar: its process, the gRPC channel, jobs; without bpy and without threads."""
