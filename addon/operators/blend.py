# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415, ARG003 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""Mixes two to four voices into a new one."""

from typing import Any

from bpy.props import EnumProperty, FloatProperty, StringProperty
from bpy.types import Event, Operator

from ..client.errors import SidecarError
from ..client.session import SESSION, State
from ..client.voice import free_id
from ..properties.voices import FORM
from . import watch
from .voice_list import refresh, voice_items
from .voices import shown_voice

_NONE = "NONE"
_items: list[tuple[str, str, str]] = []  # Blender needs the strings to live on


def _more_items(operator: Any, context: Any) -> list[tuple[str, str, str]]:
    _items[:] = [(_NONE, "None", ""), *voice_items(operator, context)]
    return _items


def _weight(default: float) -> Any:
    return FloatProperty(
        name="Weight",
        description="How much of the voice; weights are divided by their sum",
        default=default,
        min=0.01,
        max=1.0,
        subtype="FACTOR",
    )


class VOXRIG_OT_blend_voices(Operator):
    """Mix two to four voices into a new one"""

    bl_idname = "voxrig.blend_voices"
    bl_label = "Blend Voices"

    title: StringProperty(name="Name", description="What the voice is called", options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]
    voice_1: EnumProperty(name="Voice", items=voice_items)  # pyright: ignore[reportInvalidTypeForm]
    voice_2: EnumProperty(name="Voice", items=voice_items)  # pyright: ignore[reportInvalidTypeForm]
    voice_3: EnumProperty(name="Voice", items=_more_items)  # pyright: ignore[reportInvalidTypeForm]
    voice_4: EnumProperty(name="Voice", items=_more_items)  # pyright: ignore[reportInvalidTypeForm]
    weight_1: _weight(0.5)  # pyright: ignore[reportInvalidTypeForm]
    weight_2: _weight(0.5)  # pyright: ignore[reportInvalidTypeForm]
    weight_3: _weight(0.5)  # pyright: ignore[reportInvalidTypeForm]
    weight_4: _weight(0.5)  # pyright: ignore[reportInvalidTypeForm]

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with voices to mix and a sidecar to do it."""
        ready = SESSION.state is State.READY
        if not ready:
            cls.poll_message_set("The sidecar is not ready: start it")
        return ready and bool(SESSION.voices)

    def invoke(self, context: Any, event: Event) -> set:
        """Opens a dialog, with the voice that is looked at in the first place."""
        refresh(self)
        first = shown_voice(context)
        if first is not None:
            self.voice_1 = first.name
        return context.window_manager.invoke_props_dialog(self, width=400, confirm_text="Blend")

    def draw(self, context: Any) -> None:
        """The name, then a row per voice."""
        layout: Any = self.layout
        layout.prop(self, "title")
        column = layout.column()
        for number in range(1, 5):
            row = column.row(align=True)
            row.prop(self, f"voice_{number}", text="")
            weight = row.row(align=True)
            weight.enabled = getattr(self, f"voice_{number}") != _NONE
            weight.prop(self, f"weight_{number}", text="")

    def execute(self, context: Any) -> set:
        """Has it made and shows it."""
        parts = self._parts()
        problem = "Give the voice a name" if not self.title.strip() else ""
        if len({name for name, _ in parts}) < max(len(parts), 2):
            problem = problem or "Choose two to four different voices"
        if problem:
            self.report({"ERROR"}, problem)
            return {"CANCELLED"}
        title = self.title.strip()
        try:
            voice = SESSION.client.create_blend(free_id(title, SESSION.voices), title, parts)
            SESSION.refresh_voices()
        except SidecarError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        FORM.voice = voice.name
        watch.redraw()
        self.report({"INFO"}, f"{voice.title} is ready")
        return {"FINISHED"}

    def _parts(self) -> list[tuple[str, float]]:
        rows = [(getattr(self, f"voice_{n}"), getattr(self, f"weight_{n}")) for n in range(1, 5)]
        return [(name, weight) for name, weight in rows if name and name != _NONE]


CLASSES = (VOXRIG_OT_blend_voices,)
