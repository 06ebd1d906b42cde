# SPDX-License-Identifier: GPL-3.0-or-later
"""What the panels share: where they stand, and text that is too long for one row."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import Any, ClassVar

from ..locale import translated
from ..operators.characters import active_character

_PIXELS_PER_LETTER = 7.0


class InView3D:
    """A panel in the 3D view's sidebar."""

    bl_space_type: ClassVar[Any] = "VIEW_3D"
    bl_region_type: ClassVar[Any] = "UI"
    bl_category: ClassVar[Any] = "Voxrig"


class InSequencer:
    """A panel in the sequencer's sidebar."""

    bl_space_type: ClassVar[Any] = "SEQUENCE_EDITOR"
    bl_region_type: ClassVar[Any] = "UI"
    bl_category: ClassVar[Any] = "Voxrig"


class OfCharacter:
    """A panel about the chosen character."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a character."""
        return active_character(context) is not None


def paragraph(layout: Any, context: Any, text: str, icon: str, rows: int = 8) -> None:
    """A text, translated where there is a translation, in as many rows as it takes, up to `rows`."""
    text = translated(text)
    scale = context.preferences.system.ui_scale
    width = context.region.width if context.region else 300
    letters = max(int((width - 90 * scale) / (_PIXELS_PER_LETTER * scale)), 20)
    if any(unicodedata.east_asian_width(letter) == "W" for letter in text):
        letters //= 2
    column = layout.column(align=True)
    column.scale_y = 0.8
    for index, row in enumerate(textwrap.wrap(text, letters, max_lines=rows, placeholder=" …")):
        column.label(text=row, icon=icon if index == 0 else "BLANK1", translate=False)


def fact(layout: Any, name: str, value: str) -> None:
    """A name, which is translated, and beside it a value, which is not."""
    split = layout.split(factor=0.5, align=True)
    split.label(text=translated(name), translate=False)
    split.label(text=value, translate=False)
