# SPDX-License-Identifier: GPL-3.0-or-later
"""What the avatars do besides speaking: blinks, glances and small movements of the head.

All of it is keyed on other objects than the mouths, which belong to Voxrig.
"""

# Blender's stubs call every pointer optional and know no properties of a type's kinds or of Cycles.
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
# pyright: reportOptionalSubscript=false, reportArgumentType=false

from __future__ import annotations

import math
from collections.abc import Sequence

import bpy
import numpy as np

from .avatars.cast import Avatar
from .shots import Spoken

_BLINK = ((0, 0.0), (2, 1.0), (3, 1.0), (6, 0.0))  # frame after the start, how far shut


def act(avatars: Sequence[Avatar], lines: Sequence[Spoken], first: int, last: int) -> None:
    """Keys blinks, glances and nods between two frames; the same on every run."""
    for number, avatar in enumerate(avatars):
        dice = np.random.default_rng(7 + number)
        _blinks(avatar, dice, first, last)
        _look(avatar, lines, first, last, 0.16 if number == 0 else -0.16)
        _nods(avatar, [line for line in lines if line.character == avatar.name], dice, first, last)


def _blinks(avatar: Avatar, dice: np.random.Generator, first: int, last: int) -> None:
    frame = first + int(dice.integers(12, 40))
    lids = [bpy.data.objects[name] for name in avatar.eyes.lids]
    rest = lids[0].rotation_euler.x
    while frame < last:
        for lid in lids:
            for after, share in _BLINK:
                lid.rotation_euler.x = rest + share * avatar.eyes.shut
                lid.keyframe_insert("rotation_euler", index=0, frame=frame + after)
        frame += int(dice.integers(40, 85))


def _look(avatar: Avatar, lines: Sequence[Spoken], first: int, last: int, toward: float) -> None:
    """Eyes on the partner while listening, ahead while speaking."""
    keys = [(first, toward)]
    keys += [(line.start, 0.25 * toward if line.character == avatar.name else toward) for line in lines]
    for name in avatar.eyes.balls:
        eye = bpy.data.objects[name]
        previous = keys[0][1]
        for frame, turn in keys:
            for when, value in ((frame - 2, previous), (frame + 1, turn)):
                eye.rotation_euler.z = value
                eye.keyframe_insert("rotation_euler", index=2, frame=min(max(when, first), last))
            previous = turn


def _nods(avatar: Avatar, lines: Sequence[Spoken], dice: np.random.Generator, first: int, last: int) -> None:
    """Slow sway all the time, a nod on each stressed vowel of the avatar's own lines."""
    neck = bpy.data.objects[avatar.head]
    fps = bpy.context.scene.render.fps / bpy.context.scene.render.fps_base
    beats = [line.start + phone.start * fps for line in lines for phone in line.phones if phone.stress == 1]
    phase, tempo = dice.uniform(0, 6.28, 3), dice.uniform(0.045, 0.07, 3)
    spoken = [(line.start, line.end) for line in lines]
    for frame in range(first, last + 1, 4):
        lively = 1.0 if any(start - 4 <= frame <= end + 4 for start, end in spoken) else 0.45
        nod = sum(math.exp(-(((frame - beat) / 4.0) ** 2)) for beat in beats)
        sway = np.sin(tempo * frame + phase) * (0.03, 0.035, 0.06) * lively
        neck.rotation_euler = (sway[0] + 0.05 * min(nod, 1.0), sway[1], sway[2])
        neck.keyframe_insert("rotation_euler", frame=frame)
