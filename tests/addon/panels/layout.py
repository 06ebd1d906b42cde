# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Draws panels without a window, to read what they say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


class Layout:
    """Writes down the texts, properties and operators that a panel draws."""

    def __init__(self, drawn: list[str]) -> None:
        self.drawn = drawn

    def part(self, *_: Any, **__: Any) -> Layout:
        return Layout(self.drawn)

    row = column = box = split = grid_flow = part

    def separator(self, **_: Any) -> None: ...

    def label(self, text: str = "", **_: Any) -> None:
        self.drawn.append(text)

    def template_list(self, kind: str, _: str, owner: Any, *names: Any, **__: Any) -> None:
        listed, _, active = names
        assert {listed, active} <= set(owner.bl_rna.properties.keys())
        self.drawn.append(kind)

    def progress(self, factor: float, text: str) -> None:
        self.drawn.append(f"{text} {factor:.2f}")

    def prop(self, owner: Any, name: str, **_: Any) -> None:
        assert name in owner.bl_rna.properties
        self.drawn.append(f".{name}")

    def prop_search(self, owner: Any, name: str, *_: Any, **__: Any) -> None:
        self.prop(owner, name)

    def menu(self, name: str, **_: Any) -> None:
        self.drawn.append(name)

    def operator(self, name: str, text: str = "", **_: Any) -> SimpleNamespace:
        self.drawn += [name, text]
        return SimpleNamespace()


class Sidebar:
    """The context of a sidebar in a window; background Blender has none."""

    region = SimpleNamespace(width=300)

    def __getattr__(self, name: str) -> Any:
        import bpy

        return getattr(bpy.context, name)

    @property
    def preferences(self) -> SimpleNamespace:
        import bpy

        return SimpleNamespace(system=SimpleNamespace(ui_scale=1.0), addons=bpy.context.preferences.addons)


def drawn(panel: Any) -> str:
    layout = Layout([])
    panel.draw(SimpleNamespace(layout=layout), Sidebar())
    return " ".join(layout.drawn)
