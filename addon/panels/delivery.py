# SPDX-License-Identifier: GPL-3.0-or-later
"""How a line is said: a field, and beside it what its voice can do."""

from __future__ import annotations

from typing import Any

from bpy.types import Menu

from ..operators.chosen import chosen
from ..operators.delivery import voice_of
from ..properties import settings
from .base import paragraph


class VOXRIG_MT_deliveries(Menu):
    """The deliveries of the chosen line's voice."""

    bl_label = "Deliveries"

    def draw(self, context: Any) -> None:
        """One entry each, as the voice spells them."""
        layout: Any = self.layout
        line = chosen(settings(context.scene), "lines", "active_line")
        voice = voice_of(context.scene, line) if line is not None else None
        for name in voice.deliveries if voice is not None else ():
            layout.operator("voxrig.set_delivery", text=name, translate=False).delivery = name


def draw_delivery(layout: Any, context: Any, line: Any) -> None:
    """The field; a menu where there is something to choose; a quiet word where the text is only a note."""
    row = layout.row(align=True)
    row.prop(line, "delivery")
    voice = voice_of(context.scene, line)
    if voice is None:
        return
    if voice.is_expressive:
        row.menu("VOXRIG_MT_deliveries", text="", icon="DOWNARROW_HLT")
    if line.delivery.strip() and voice.delivery_called(line.delivery) is None:
        quiet = layout.column()
        quiet.active = False
        paragraph(quiet, context, "A note only: the voice has no such delivery", "BLANK1")


CLASSES = (VOXRIG_MT_deliveries,)
