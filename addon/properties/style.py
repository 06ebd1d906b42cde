# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""The dials of a performance, for a character or for one line; turning one keys the mouth anew in place."""

from typing import Any

import bpy
from bpy.props import FloatProperty
from bpy.types import PropertyGroup

from ..lipsync import Style
from ..lipsync.style import RANGES
from .quiet import is_quiet

DIALS = ("intensity", "jaw", "lips", "tongue", "loudness", "smoothing", "anticipation", "lag")
_DEFAULT = Style()


def _turned(style: PropertyGroup, _: bpy.types.Context) -> None:
    if is_quiet():
        return
    from ..scene import apply  # which needs this module

    scene: Any = style.id_data
    owner = scene.path_resolve(style.path_from_id().rpartition(".")[0])
    if isinstance(owner, bpy.types.PropertyGroup) and "character_uid" in owner.bl_rna.properties:
        apply.restyle(scene, line=owner)
    else:
        apply.restyle(scene, character=owner)


def _dial(dial: str, description: str, **options: Any) -> Any:
    low, high = RANGES[dial]
    return FloatProperty(
        name=dial.title(),
        description=description,
        default=getattr(_DEFAULT, dial),
        min=low,
        max=high,
        update=_turned,
        **options,
    )


_FACTOR: Any = {"subtype": "FACTOR"}
_TIME: Any = {"subtype": "TIME_ABSOLUTE", "unit": "TIME_ABSOLUTE"}


class VOXRIG_PG_style(PropertyGroup):
    """How strongly and how early a mouth articulates."""

    intensity: _dial("intensity", "How strongly the mouth moves", **_FACTOR)
    jaw: _dial("jaw", "How far the jaw drops", **_FACTOR)
    lips: _dial("lips", "How much the lips round and spread", **_FACTOR)
    tongue: _dial("tongue", "How much the tongue moves", **_FACTOR)
    loudness: _dial("loudness", "How far loud sounds open the mouth wider than soft ones", **_FACTOR)
    smoothing: _dial("smoothing", "Above 1 moves softer, below 1 crisper")
    anticipation: _dial("anticipation", "How much earlier the lips take a shape than it is heard", **_TIME)
    lag: _dial("lag", "Shift of the whole mouth against the sound; below 0 it leads", **_TIME)
