# SPDX-License-Identifier: GPL-3.0-or-later
"""How the chosen character's GPT-SoVITS voice draws what it says."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from bpy.types import Panel

from ..client.sampling import Sampling
from ..client.session import SESSION
from ..client.voice import GPT_SOVITS
from ..operators.characters import active_character
from .base import InSequencer, InView3D


class _Sampling:
    """Draws the options; characters with another voice have no such panel."""

    bl_label = "GPT-SoVITS Options"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a voice that has them."""
        character = active_character(context)
        voice = SESSION.find_voice(character.voice) if character is not None else None
        return voice is not None and voice.engine == GPT_SOVITS

    def draw(self: Any, context: Any) -> None:
        """One below the other."""
        layout: Any = self.layout
        character: Any = active_character(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        column = layout.column()
        for option in fields(Sampling):
            column.prop(character.sampling, option.name)


class VOXRIG_PT_sampling(_Sampling, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_cast"


class VOXRIG_PT_sampling_sequencer(_Sampling, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_cast_sequencer"


CLASSES = (VOXRIG_PT_sampling, VOXRIG_PT_sampling_sequencer)
