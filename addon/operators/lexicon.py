# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""The scene's pronunciations: add, remove, look up."""

from typing import Any

from bpy.types import Operator

from ..client.errors import SidecarError
from ..client.session import SESSION, State
from ..locale import translated
from ..properties import find_character, settings
from .chosen import OnChosen, chosen, remove_chosen

_DEFAULT_LANGUAGE = "en-US"


class VOXRIG_OT_add_pronunciation(Operator):
    """Say how a word is pronounced in all lines of the scene"""

    bl_idname = "voxrig.add_pronunciation"
    bl_label = "Add Pronunciation"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Adds an empty row and chooses it."""
        group = settings(context.scene)
        group.lexicon.add()
        group.active_pronunciation = len(group.lexicon) - 1
        return {"FINISHED"}


class _OnActivePronunciation(OnChosen):
    """What needs a chosen word."""

    rows, choice, lacking = "lexicon", "active_pronunciation", "There is no word: add one"


class VOXRIG_OT_remove_pronunciation(_OnActivePronunciation, Operator):
    """Leave the word to the voice again"""

    bl_idname = "voxrig.remove_pronunciation"
    bl_label = "Remove Pronunciation"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Removes the row."""
        remove_chosen(settings(context.scene), self.rows, self.choice)
        return {"FINISHED"}


class VOXRIG_OT_look_up_pronunciation(_OnActivePronunciation, Operator):
    """Ask the sidecar how it would pronounce the word in the chosen line's language, to edit it from there"""

    bl_idname = "voxrig.look_up_pronunciation"
    bl_label = "Look Up Pronunciation"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a word and a sidecar that can read."""
        if SESSION.state is not State.READY:
            cls.poll_message_set(translated("The sidecar is not ready: start it"))
            return False
        return super().poll(context)

    def execute(self, context: Any) -> set:
        """Fills in what the sidecar says."""
        group = settings(context.scene)
        entry = group.lexicon[group.active_pronunciation]
        line = chosen(group, "lines", "active_line")
        try:
            entry.phonemes = SESSION.client.pronunciation(entry.word, _language_of(context.scene, line))
        except SidecarError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


def _language_of(scene: Any, line: Any | None) -> str:
    """The language in which a line is read, as far as it is known here: BCP-47."""
    if line is not None and line.language != "AUTO":
        return line.language
    character = find_character(scene, line.character_uid) if line is not None else None
    known = SESSION.find_voice(character.voice) if character else None
    return known.language if known else _DEFAULT_LANGUAGE


CLASSES = (VOXRIG_OT_add_pronunciation, VOXRIG_OT_remove_pronunciation, VOXRIG_OT_look_up_pronunciation)
