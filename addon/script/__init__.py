# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new version of a script has to do with the lines that are there; no Blender in it."""

from .matching import Item, Known, Merge, Said, merge

__all__ = ["Item", "Known", "Merge", "Said", "merge"]
