# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""The dials of a performance, for a character or for one line; turning one keys the mouth anew in place."""

from typing import Any

import bpy
from bpy.props import FloatProperty
from bpy.types import PropertyGroup

from ..lipsync import Style
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


def _dial(name: str, description: str, dial: str, low: float, high: float, **options: Any) -> Any:
    return FloatProperty(
        name=name,
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
    """How strongly and how early a mouth articulates; the ranges are `lipsync.style`'s."""

    intensity: _dial("Intensity", "How strongly the mouth moves", "intensity", 0.0, 2.0, **_FACTOR)
    jaw: _dial("Jaw", "How far the jaw drops", "jaw", 0.0, 2.0, **_FACTOR)
    lips: _dial("Lips", "How much the lips round and spread", "lips", 0.0, 2.0, **_FACTOR)
    tongue: _dial("Tongue", "How much the tongue moves", "tongue", 0.0, 2.0, **_FACTOR)
    loudness: _dial(
        "Loudness", "How far loud sounds open the mouth wider than soft ones", "loudness", 0.0, 1.0, **_FACTOR
    )
    smoothing: _dial("Smoothing", "Above 1 moves softer, below 1 crisper", "smoothing", 0.25, 4.0)
    anticipation: _dial(
        "Anticipation",
        "How much earlier the lips take a shape than it is heard",
        "anticipation",
        0.0,
        0.2,
        **_TIME,
    )
    lag: _dial(
        "Lag",
        "Shift of the whole mouth against the sound; below 0 it leads",
        "lag",
        -0.5,
        0.5,
        **_TIME,
    )
