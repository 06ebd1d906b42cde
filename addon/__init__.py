# SPDX-License-Identifier: GPL-3.0-or-later
"""Voxrig casts voices to characters and rigs their lips, inside Blender."""
