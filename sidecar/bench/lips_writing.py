# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a minute of dialogue takes in real Blender, measured by a script that runs in Blender's Python."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_ROOT: Final = Path(__file__).parents[2]
_SCRIPT: Final = _ROOT / "tests" / "bench" / "write_minute.py"
_PATIENCE_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Writing:
    """What a minute of one character's dialogue on a head with Apple's shapes took.

    Attributes:
        blender: Version.
        lines: How many lines make the minute.
        solve_seconds: Phones to keys alone.
        solve_and_write_seconds: All lines keyed anew in the scene.
        change_seconds: From turning a dial to the last key.
        arrive_seconds: All lines arriving one by one, with their sound and the look whether the mouth moves.
    """

    blender: str
    lines: int
    solve_seconds: float
    solve_and_write_seconds: float
    change_seconds: float
    arrive_seconds: float


def blender_python() -> Path | None:
    """The Python of the checkout's own environment with `bpy`, if it has been made."""
    for inside in ("bin/python", "Scripts/python.exe"):
        own = _ROOT / ".nox" / "blender" / inside
        if own.exists():
            return own
    return None


def write_minute(python: Path, spoken: Sequence[Mapping[str, Any]]) -> Writing:
    """Has some lines written in Blender.

    Args:
        python: Has `bpy`.
        spoken: About a minute of lines, as tests/bench/write_minute.py reads them.

    Raises:
        RuntimeError: The script is not here or failed; the message is the end of what it said.
    """
    if not _SCRIPT.exists():
        raise RuntimeError(f"there is no {_SCRIPT}: run this in a checkout of Voxrig")
    try:
        done = subprocess.run(
            [str(python), str(_SCRIPT)],
            input=json.dumps(list(spoken)),
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"{python} wrote no minute within {_PATIENCE_SECONDS} s") from error
    if done.returncode != 0:
        raise RuntimeError(f"{python} {_SCRIPT.name} failed: {done.stderr.strip()[-2000:]}")
    told = json.loads(done.stdout.strip().splitlines()[-1])
    minutes = told["seconds"] / 60
    return Writing(
        told["blender"],
        len(spoken),
        told["solve_seconds"] / minutes,
        told["solve_and_write_seconds"] / minutes,
        told["change_seconds"] / minutes,
        told["arrive_seconds"] / minutes,
    )
