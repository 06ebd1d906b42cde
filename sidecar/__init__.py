# SPDX-License-Identifier: GPL-3.0-or-later
"""Voxrig's speech process: takes text over gRPC, gives back sound and the times of its phonemes."""
