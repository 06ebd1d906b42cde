# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys in an action that the animator chose, in place of strips; the line notes which are Voxrig's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .. import compat
from ..locale import translated
from . import keys
from .actions import Part, Span, is_locked, write_curves

Noted = dict[str, dict[str, list[float]]]
"""Frames of Voxrig's keys per data-block's name and per F-curve ("path|index")."""


class ActionWriter:
    """Writes lines' keys into a chosen action.

    Attributes:
        refused: What could not be keyed because it is the animator's, in words.
    """

    def __init__(self, owner: Any, action: Any) -> None:
        self.owner, self.action = owner, action
        self.slot = compat.slot_for(action, owner) or compat.new_slot(action, owner)
        self.refused: list[str] = []
        data = owner.animation_data or owner.animation_data_create()
        if data.action is None:
            data.action = action
            compat.set_action_slot(data, self.slot)
        elif data.action != action:
            words = translated("{name} plays the action {played}: assign {action} to see the keys")
            self.refused.append(words.format(name=owner.name, played=data.action.name, action=action.name))

    def write(self, parts: Sequence[Part]) -> list[Span | None]:
        """Writes lines' keys; per line the first and the last frame keyed, None if nothing was."""
        return write_curves(self.owner, self.action, self.slot, parts, self.refused)

    def note(self, part: Part, span: Span) -> dict[str, list[float]]:
        """Which keys of the action are a line's, per F-curve."""
        noted: dict[str, list[float]] = {}
        for curve in compat.existing_fcurves(self.action, self.slot):
            wanted = next(
                (c for c in part.curves if (c.path, c.element) == (curve.data_path, curve.array_index)), None
            )
            if wanted is None or is_locked(curve):
                continue
            asked = np.asarray(part.territory.clip(wanted.frames, wanted.values)[0])
            frames = [
                f for f in keys.own_frames(curve, *span).tolist() if np.abs(asked - f).min() < keys.SAME_FRAME
            ]
            noted[f"{curve.data_path}|{curve.array_index}"] = [round(frame, 4) for frame in frames]
        return noted


def clear(action: Any, owners: Sequence[Any], noted: str) -> None:
    """Takes the noted keys out of the action; all others stay as they are."""
    by_owner: Mapping[str, Mapping[str, Sequence[float]]] = json.loads(noted or "{}")
    for owner in owners:
        mine = by_owner.get(owner.name)
        slot = compat.slot_for(action, owner) if mine else None
        if not mine or (slot is None and compat.HAS_SLOTS):
            continue
        for curve in compat.existing_fcurves(action, slot):
            frames = mine.get(f"{curve.data_path}|{curve.array_index}")
            if frames and not is_locked(curve):
                keys.remove(curve, np.asarray(frames))
        compat.drop_empty_fcurves(action, slot, mine)


def noted(by_owner: Noted) -> str:
    """What `clear` takes, from the notes of every data-block of a line."""
    return json.dumps(by_owner, separators=(",", ":"))
