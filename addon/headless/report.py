# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of each line, as JSON for the farm."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from ..exports.files import write
from ..operators.run import Run
from ..properties import settings
from ..scene import apply

_STATES: Final = ("spoken", "failed", "open")


@dataclass(slots=True)
class LineReport:
    """One line.

    Attributes:
        index: Its place in the list, from 1.
        uid: Its id.
        character: Who says it.
        text: What is said.
        state: "spoken", "failed", or "open" if the run ended before it.
        seconds: Length of its sound; 0 without one.
        frame: Where it starts.
        cached: Whether the sidecar had kept it from before; None if it was not spoken.
        error: Why it failed.
        timing_source: Where the times of its sound come from: "durations", "attention" or "proportional";
            empty without a sound.
        timing_confidence: How sure they are, 0 to 1; None without a sound.
    """

    index: int
    uid: str
    character: str
    text: str
    state: str
    seconds: float
    frame: int
    cached: bool | None
    error: str
    timing_source: str
    timing_confidence: float | None


@dataclass(slots=True)
class Report:
    """A run of the command.

    Attributes:
        blend: The file that was opened; empty for a new one.
        scene: The scene.
        exit_code: See docs/headless.md.
        error: Why it ended early.
        written: Files by the option that asked for them; without "save" the .blend is as it was.
        problems: Files that could not be written, in words.
        notices: About an imported script.
        lines: The lines that were asked for.
    """

    blend: str
    scene: str = ""
    exit_code: int = 0
    error: str = ""
    written: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    lines: list[LineReport] = field(default_factory=list)

    def fill(self, scene: Any, uids: Collection[str], run: Run) -> None:
        """Notes what came of the lines that were asked for."""
        wanted = set(uids)
        self.lines = [
            _reported(index, line, run)
            for index, line in enumerate(settings(scene).lines, 1)
            if line.uid in wanted
        ]

    def write(self, path: Path) -> None:
        """Writes it.

        Raises:
            OSError: It cannot be written.
        """
        counts = {state: sum(line.state == state for line in self.lines) for state in _STATES}
        write(path, json.dumps({**asdict(self), "counts": counts}, ensure_ascii=False, indent=1) + "\n")


def _reported(index: int, line: Any, run: Run) -> LineReport:
    sure = apply.sureness(line) if apply.is_spoken(line) else None
    return LineReport(
        index,
        line.uid,
        line.character,
        line.text,
        "failed" if line.error else "spoken" if line.uid in run.done else "open",
        round(line.duration, 6),
        line.placed_frame,
        run.done.get(line.uid),
        line.error,
        sure.source.name.lower() if sure else "",
        sure.confidence if sure else None,
    )
