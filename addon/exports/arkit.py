# SPDX-License-Identifier: GPL-3.0-or-later
"""A mouth's ARKit curves as CSV, as Epic's app Live Link Face records them.

The header is that of the app's own recordings: Apple's 52 shapes, then the rotations of head and eyes. Their
reader in Unreal (`LiveLinkFaceImporterFactory.cpp`) takes a time as hours:minutes:seconds:frames, the frames
being sixtieths of a second with a fraction, whatever the rate of the rows; so they are written.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..locale import translated
from ..rigs import RigMapping, detect

_EYE: Final = ("Blink", "LookDown", "LookIn", "LookOut", "LookUp", "Squint", "Wide")
_BOTH: Final = ("Smile", "Frown", "Dimple", "Stretch")
_LOWER: Final = ("Press", "LowerDown", "UpperUp")
SHAPES: Final = (
    *(f"Eye{part}Left" for part in _EYE),
    *(f"Eye{part}Right" for part in _EYE),
    *("JawForward", "JawRight", "JawLeft", "JawOpen"),
    *("MouthClose", "MouthFunnel", "MouthPucker", "MouthRight", "MouthLeft"),
    *(f"Mouth{part}{side}" for part in _BOTH for side in ("Left", "Right")),
    *("MouthRollLower", "MouthRollUpper", "MouthShrugLower", "MouthShrugUpper"),
    *(f"Mouth{part}{side}" for part in _LOWER for side in ("Left", "Right")),
    *("BrowDownLeft", "BrowDownRight", "BrowInnerUp", "BrowOuterUpLeft", "BrowOuterUpRight"),
    *("CheekPuff", "CheekSquintLeft", "CheekSquintRight", "NoseSneerLeft", "NoseSneerRight", "TongueOut"),
)
"""The 52 shapes, in the order of the columns."""

ROTATIONS: Final = tuple(
    f"{part}{axis}" for part in ("Head", "LeftEye", "RightEye") for axis in ("Yaw", "Pitch", "Roll")
)
"""The columns after them; speech turns neither head nor eyes, so they are 0."""

_TICKS: Final = 60.0  # per second
_DIGITS: Final = 8
_SLACK: Final = 1e-6


def mapping() -> RigMapping:
    """How lip-sync moves a head with all of Apple's shapes; controls are named as in the columns."""
    return detect(SHAPES).mapping()


def rows_in(seconds: float, fps: float) -> int:
    """How many rows a stretch of time has."""
    return math.ceil(seconds * fps - _SLACK)


def csv(curves: Mapping[str, NDArray[np.float64]], count: int, fps: float) -> str:
    """The rows, from 0 on.

    Args:
        curves: Values per shape, [count]; those that are absent are 0.
        count: How many rows.
        fps: Rows per second.

    Raises:
        ValueError: If a curve has no column.
    """
    unknown = sorted(curves.keys() - set(SHAPES))
    if unknown:
        raise ValueError(translated("ARKit has no shape {names}").format(names=", ".join(unknown)))
    columns = (*SHAPES, *ROTATIONS)
    still = [f"{0.0:.{_DIGITS}f}"] * count
    written = [
        [f"{value:.{_DIGITS}f}" for value in curves[name].tolist()] if name in curves else still
        for name in columns
    ]
    head = ",".join(("Timecode", "BlendshapeCount", *columns))
    rows = (
        ",".join((timecode(number / fps), str(len(columns)), *values))
        for number, values in enumerate(zip(*written, strict=True))
    )
    return "\n".join((head, *rows)) + "\n"


def timecode(seconds: float) -> str:
    """A time as the app writes it: "00:00:01:30.500" is 1.508 seconds."""
    thousandths = round(seconds * _TICKS * 1000.0)
    ticks, thousandths = divmod(thousandths, 1000)
    whole, ticks = divmod(ticks, int(_TICKS))
    minutes, whole = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{whole:02d}:{ticks:02d}.{thousandths:03d}"
