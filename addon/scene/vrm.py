# SPDX-License-Identifier: GPL-3.0-or-later
"""The mouth expressions that the VRM add-on keeps on an armature: which shape keys each one moves.

Property names are those of the VRM add-on for Blender (`vrm_addon_extension`); the add-on need not be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ..rigs import Bind

_VOWELS: Final = ("aa", "ih", "ou", "ee", "oh")
_VOWELS_0: Final = {"a": "aa", "i": "ih", "u": "ou", "e": "ee", "o": "oh"}
_PERCENT: Final = 100.0


def expressions(armature: Any) -> dict[str, list[Bind]]:
    """Binds per VRM 1.0 vowel expression; empty where there is no VRM model."""
    extension = getattr(armature.data, "vrm_addon_extension", None)
    if extension is None:
        return {}
    found = _vrm1(extension) if extension.spec_version.startswith("1") else _vrm0(extension)
    result: dict[str, list[Bind]] = {}
    for name, bind in found:
        result.setdefault(name, []).append(bind)
    return result


def _vrm1(extension: Any) -> Iterator[tuple[str, Bind]]:
    preset = extension.vrm1.expressions.preset
    for vowel in _VOWELS:
        for bind in getattr(preset, vowel).morph_target_binds:
            if bind.node.mesh_object_name and bind.index:
                yield vowel, Bind(bind.node.mesh_object_name, bind.index, float(bind.weight))


def _vrm0(extension: Any) -> Iterator[tuple[str, Bind]]:
    for group in extension.vrm0.blend_shape_master.blend_shape_groups:
        vowel = _VOWELS_0.get(group.preset_name.lower(), "")
        for bind in group.binds if vowel else ():
            if bind.mesh.mesh_object_name and bind.index:
                yield vowel, Bind(bind.mesh.mesh_object_name, bind.index, float(bind.weight))
