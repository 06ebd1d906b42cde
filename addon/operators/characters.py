# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""The cast: characters, their voices and their meshes."""

from typing import Any

from bpy.props import EnumProperty, StringProperty
from bpy.types import Event, Operator

from ..client.session import SESSION
from ..locale import translated
from ..properties import add_character, settings
from .chosen import OnChosen, chosen, remove_chosen
from .voice_list import refresh, voice_items


def active_character(context: Any) -> Any | None:
    """The character that is chosen in the list."""
    return chosen(settings(context.scene), "characters", "active_character")


class _OnActiveCharacter(OnChosen):
    """What needs a chosen character."""

    rows, choice, lacking = "characters", "active_character", "There is no character: add one"


class VOXRIG_OT_add_character(Operator):
    """Add a character; selected meshes with shape keys become its own"""

    bl_idname = "voxrig.add_character"
    bl_label = "Add Character"
    bl_options = {"REGISTER", "UNDO"}

    name: StringProperty(name="Name", default="")  # pyright: ignore[reportInvalidTypeForm]

    def execute(self, context: Any) -> set:
        """Adds it, named like the active object if that is one of its meshes."""
        meshes = _selected(context)
        lead = context.active_object if context.active_object in meshes else next(iter(meshes), None)
        character = add_character(context.scene, self.name or (lead.name if lead else "Character"))
        for mesh in meshes:
            character.meshes.add().object = mesh
        return {"FINISHED"}


class VOXRIG_OT_remove_character(_OnActiveCharacter, Operator):
    """Remove the character from the cast. Its lines and their sounds and keys stay"""

    bl_idname = "voxrig.remove_character"
    bl_label = "Remove Character"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Removes it."""
        remove_chosen(settings(context.scene), self.rows, self.choice)
        return {"FINISHED"}


class VOXRIG_OT_add_meshes(_OnActiveCharacter, Operator):
    """Give the selected meshes that have shape keys to the character"""

    bl_idname = "voxrig.add_meshes"
    bl_label = "Add Selected Meshes"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Adds those it has not got."""
        character: Any = active_character(context)
        own = {entry.object for entry in character.meshes}
        new = [mesh for mesh in _selected(context) if mesh not in own]
        if not new:
            self.report({"WARNING"}, "Select a mesh with shape keys that the character has not got yet")
            return {"CANCELLED"}
        for mesh in new:
            character.meshes.add().object = mesh
        return {"FINISHED"}


class VOXRIG_OT_remove_mesh(_OnActiveCharacter, Operator):
    """Take the mesh from the character. Keys that are there stay"""

    bl_idname = "voxrig.remove_mesh"
    bl_label = "Remove Mesh"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Removes the one that is chosen."""
        remove_chosen(active_character(context), "meshes", "active_mesh")
        return {"FINISHED"}


class VOXRIG_OT_choose_voice(_OnActiveCharacter, Operator):
    """Choose the character's voice from those the sidecar has"""

    bl_idname = "voxrig.choose_voice"
    bl_label = "Choose Voice"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}
    bl_property = "voice"

    voice: EnumProperty(name="Voice", items=voice_items)  # pyright: ignore[reportInvalidTypeForm]

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only when the sidecar has told which there are."""
        if not SESSION.voices:
            cls.poll_message_set(translated("Start the sidecar to see its voices"))
            return False
        return super().poll(context)

    def invoke(self, context: Any, event: Event) -> set:
        """Opens a list to search in."""
        refresh(self)
        context.window_manager.invoke_search_popup(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Any) -> set:
        """Gives the voice to the character."""
        character: Any = active_character(context)
        character.voice = self.voice
        return {"FINISHED"}


def _selected(context: Any) -> list[Any]:
    return [obj for obj in context.selected_objects or () if obj.type == "MESH" and obj.data.shape_keys]


CLASSES = (
    VOXRIG_OT_add_character,
    VOXRIG_OT_remove_character,
    VOXRIG_OT_add_meshes,
    VOXRIG_OT_remove_mesh,
    VOXRIG_OT_choose_voice,
)
