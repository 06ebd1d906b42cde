# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogue as files that other tools read: mouth cues, subtitles, timings, sound; no Blender."""

from __future__ import annotations

from .files import plain, write
from .formats import FORMATS, Format
from .track import Track, joined

__all__ = ["FORMATS", "Format", "Track", "joined", "plain", "write"]
