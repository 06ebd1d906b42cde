# SPDX-License-Identifier: GPL-3.0-or-later
"""Mouth cues as files that other tools read; no Blender."""

from __future__ import annotations

from .files import write
from .formats import FORMATS, Format
from .track import Track, joined

__all__ = ["FORMATS", "Format", "Track", "joined", "write"]
