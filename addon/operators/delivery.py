# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""How the chosen line is said: one of its voice's deliveries."""

from __future__ import annotations

from typing import Any

from bpy.props import StringProperty
from bpy.types import Operator

from ..client.session import SESSION
from ..client.voice import Voice
from ..properties import find_character, settings
from .chosen import OnChosen, chosen


def voice_of(scene: Any, line: Any) -> Voice | None:
    """The voice of a line's character, if the sidecar has told of it."""
    character = find_character(scene, line.character_uid)
    return SESSION.find_voice(character.voice) if character is not None else None


class VOXRIG_OT_set_delivery(OnChosen, Operator):
    """Have the line spoken in this way, which the voice has"""

    bl_idname = "voxrig.set_delivery"
    bl_label = "Set Delivery"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    rows, choice, lacking = "lines", "active_line", "There is no line"

    delivery: StringProperty(name="Delivery", description="Name of the delivery", options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    def execute(self, context: Any) -> set:
        """Notes it in the line."""
        line: Any = chosen(settings(context.scene), self.rows, self.choice)
        line.delivery = self.delivery
        return {"FINISHED"}


CLASSES = (VOXRIG_OT_set_delivery,)
