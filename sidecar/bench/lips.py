# SPDX-License-Identifier: GPL-3.0-or-later
"""How good the lips are, in one table: ours against OpenFaceFX on the same real timings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import track

from models.weights import cache_dir
from sidecar.bench.lips_bias import Heard
from sidecar.bench.lips_corpus import SPEEDS, Corpus, Line, Take, lines
from sidecar.bench.lips_corpus import languages as all_languages
from sidecar.bench.lips_performance import Performer
from sidecar.bench.lips_table import CHANGED, GOALS, SOLVED_AND_WRITTEN, Row, Verdict, table
from sidecar.bench.lips_tally import Tally
from sidecar.bench.lips_writing import write_minute

_RATES: Final = (24.0, 25.0, 30.0, 60.0)
_FAST_RATES: Final = (24.0, 30.0)  # of speech above speed 1
_RIGS: Final = ("oculus", "arkit", "vrm")
_PEER_RATE: Final = 60.0  # what OpenFaceFX solves at if it is not told otherwise
_MINUTE: Final = 60.0
_WIDTH: Final = 216  # columns of the table


def run(
    languages: Sequence[str] = (),
    *,
    sentences: int | None = None,
    rates: Sequence[float] = (),
    peer: bool = True,
    folder: Path | None = None,
    blender: Path | None = None,
) -> bool:
    """Speaks the corpus, measures everybody's lips on it and prints a table and a verdict.

    Args:
        languages: Only these of `lips_corpus.languages()`; none means all.
        sentences: At most so many of each language.
        rates: Frames per second; none means 24, 25, 30 and 60, and 24 and 30 of fast speech.
        peer: Measure OpenFaceFX too (the extra `voxrig[bench]`).
        folder: Where spoken sentences are kept for the next run; default in the weight cache.
        blender: A Python with `bpy` that writes a minute of dialogue onto a head; None leaves that out.

    Returns:
        Whether our rows meet every goal that was measured.

    Raises:
        ModuleNotFoundError: The add-on or OpenFaceFX is not here; `name` says which.
        RuntimeError: Blender could not write the minute.
    """
    performers = _performers(peer)
    chosen = lines(languages, sentences)
    corpus = Corpus(folder or cache_dir() / "lips")
    spoken = {speed: _spoken(corpus, chosen, speed) for speed in SPEEDS}
    written = _written(blender, spoken[1.0]) if blender else []
    rows: list[Row] = []
    for speed, takes in spoken.items():
        rows += measure(takes, performers, rates or (_RATES if speed <= 1.0 else _FAST_RATES))
    verdicts = [goal.verdict(rows) for goal in GOALS] + written
    _show(rows, verdicts, f"Lips on {len(chosen)} lines of {', '.join(languages or all_languages())}")
    return all(verdict.met for verdict in verdicts)


def _performers(peer: bool) -> list[Performer]:
    from sidecar.bench.lips_ours import Voxrig  # needs the add-on, which only a checkout has

    performers: list[Performer] = [Voxrig(rig) for rig in _RIGS]
    if peer:
        from sidecar.bench.lips_peer import OpenFaceFX  # needs the extra

        performers += [OpenFaceFX(rate=_PEER_RATE), OpenFaceFX(), OpenFaceFX(jali=True)]
    return performers


def _spoken(corpus: Corpus, chosen: Sequence[Line], speed: float) -> list[Take]:
    return [corpus.take(line, speed) for line in track(chosen, f"Speaking at {speed}", transient=True)]


def measure(takes: Sequence[Take], performers: Sequence[Performer], rates: Sequence[float]) -> list[Row]:
    """Every performer at every frame rate, on takes of one speed."""
    speed = takes[0].speed
    heard = [Heard.of(take.speech) for take in takes]
    cells = [(fps, performer) for fps in rates for performer in performers]
    rows: list[Row] = []
    for fps, performer in track(cells, f"Measuring at {speed}", transient=True):
        tally = Tally(performer.rig)
        for take, sound in zip(takes, heard, strict=True):
            tally.add(take.speech, sound, performer.perform(take.speech, fps))
        rows.append(Row(performer.name, performer.rig, fps, speed, tally))
    return rows


def _written(blender: Path, takes: Sequence[Take]) -> list[Verdict]:
    from sidecar.bench.lips_ours import told_to_blender  # needs the add-on

    spoken, seconds = [], 0.0
    for take in takes:
        if seconds < _MINUTE:
            spoken.append(told_to_blender(take.line.text, take.speech))
            seconds += len(take.speech.audio) / take.speech.sample_rate_hz
    writing = write_minute(blender, spoken)
    where = f"{writing.lines} lines on an ARKit head in Blender {writing.blender}"
    return [
        SOLVED_AND_WRITTEN.judged(
            writing.solve_and_write_seconds, f"{where}, solving alone {writing.solve_seconds:.2f}"
        ),
        CHANGED.judged(writing.change_seconds, where),
    ]


def _show(rows: Sequence[Row], verdicts: Sequence[Verdict], title: str) -> None:
    console = Console()
    if console.width < _WIDTH:
        console = Console(width=_WIDTH)  # a wide table wraps better than its cells
    console.print(table(rows, title))
    for verdict in verdicts:
        mark = "[green]met[/]   " if verdict.met else "[red]MISSED[/]"
        console.print(f"{mark} {verdict.line}", highlight=False)
