# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of `voxrig bench lips`, and which goals are met."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.table import Table

from sidecar.bench.lips_tally import Tally

OURS: Final = "Voxrig"
_EPSILON: Final = 1e-6  # keys are stored in single precision


@dataclass(frozen=True, slots=True)
class Row:
    """What one performer did at one frame rate and speed."""

    performer: str
    rig: str
    fps: float
    speed: float
    tally: Tally

    @property
    def where(self) -> str:
        """In words."""
        return f"{self.rig} at {self.fps:g} fps, speed {self.speed:g}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a goal is met, and a line that says so."""

    met: bool
    line: str


@dataclass(frozen=True, slots=True)
class Bound:
    """What a number must keep to.

    Attributes:
        title: For the verdict.
        bound: The goal.
        least: Whether the bound is the least it may be, else the most.
        form: Format of the numbers.
    """

    title: str
    bound: float
    least: bool = False
    form: str = ".1f"

    def judged(self, number: float, where: str) -> Verdict:
        """One number against the bound; NaN, which is no measurement, does not meet it."""
        met = number >= self.bound - _EPSILON if self.least else number <= self.bound + _EPSILON
        goal = f"{'>=' if self.least else '<='} {self.bound:{self.form}}"
        return Verdict(met, f"{self.title}: {number:{self.form}} ({goal}); {where}")


@dataclass(frozen=True, slots=True)
class Goal:
    """What one number of all our rows must keep to.

    Attributes:
        bound: The bound.
        number: Reads the number off a row; NaN where it does not apply.
    """

    bound: Bound
    number: Callable[[Row], float]

    def verdict(self, rows: Sequence[Row]) -> Verdict:
        """The worst of our rows against the bound."""
        numbers = [(self.number(row), row.where) for row in rows if row.performer == OURS]
        numbers = [(number, where) for number, where in numbers if not math.isnan(number)]
        worst, where = (min if self.bound.least else max)(numbers, default=(math.nan, "nothing measured"))
        return self.bound.judged(worst, f"worst: {where}")


_FILM_AND_VIDEO: Final = 30.0  # frames per second; what games play is not what an animator edits


def _keys(row: Row) -> float:
    """Keys per second where an animator edits them: a natural pace at a rate of film or video."""
    everyday = row.rig == "oculus" and row.speed == 1.0 and row.fps <= _FILM_AND_VIDEO
    return row.tally.keys_per_second[0] if everyday else math.nan


GOALS: Final = (
    Goal(Bound("p b m seen closed, %", 99.5, least=True), lambda row: 100 * row.tally.closed.value),
    Goal(
        Bound("frames with closed lips beside a p b m, %", 98.0, least=True),
        lambda row: 100 * row.tally.closed_right.value,
    ),
    Goal(Bound("f v seen on the teeth, %", 99.0, least=True), lambda row: 100 * row.tally.bitten.value),
    Goal(
        Bound("median peak of a vowel's own shape", 0.8, least=True, form=".2f"),
        lambda row: row.tally.vowel_peak[0],
    ),
    Goal(Bound("bias of the mouth against the sound, ms", 15.0), lambda row: abs(row.tally.bias_ms)),
    Goal(Bound("keys/s on the Oculus visemes, speed 1, up to 30 fps", 25.0), _keys),
    Goal(Bound("simplification error", 0.02, form=".3f"), lambda row: row.tally.error),
    Goal(Bound("flickers/min", 0.0), lambda row: row.tally.flickers_per_minute),
)
SOLVED_AND_WRITTEN: Final = Bound("a minute solved and written in Blender, s", 0.3, form=".2f")
CHANGED: Final = Bound("a minute keyed anew when a dial turns, s", 0.2, form=".2f")

COLUMNS: Final[tuple[tuple[str, Callable[[Tally], str]], ...]] = (
    ("p b m\nclosed %", lambda t: _pair(100 * t.closed.value, 100 * t.nearly_closed.value, ".1f")),
    ("closed\nrightly %", lambda t: _one(100 * t.closed_right.value, ".1f")),
    ("f v on\nteeth %", lambda t: _pair(100 * t.bitten.value, 100 * t.nearly_bitten.value, ".1f")),
    ("round\n%", lambda t: _one(100 * t.rounded.value, ".1f")),
    ("hiss, jaw\nup %", lambda t: _one(100 * t.narrow.value, ".1f")),
    ("vowel\npeak", lambda t: _pair(*t.vowel_peak, ".2f")),
    ("apex\nms", lambda t: _pair(t.apex_ms[0], t.apex_ms[1], ".0f")),
    ("bias\nms", lambda t: _one(t.bias_ms, "+.1f")),
    ("jitter\nturns/s", lambda t: _pair(t.jitter[0], t.jitter[1], ".2f", ".0f")),
    ("flicker\n/min", lambda t: _one(t.flickers_per_minute, ".1f")),
    ("keys/s", lambda t: _pair(*t.keys_per_second, ".0f")),
    ("error", lambda t: _one(t.error, ".3f")),
    ("left\nout", lambda t: _pair(*t.left_out, ".2f")),
    ("solve\nms/min", lambda t: _one(1000 * t.seconds_per_minute, ".0f")),
)

_CAPTION: Final = """\
On whole frames, as they are drawn.
p b m closed: lips sealed to 0.95 (in brackets: to 0.8), and opened between two with a vowel between them.
closed rightly: of the frames with lips closed to 0.8 while there is speech, those beside a p b m.
f v on teeth: to 0.9 (0.7). round: w u o ʃ and their like, from 0.5.
hiss: sibilants with the jaw open 0.2 at most.
vowel peak: of a stressed vowel's own shape, median (tenth percentile).
apex: of that shape against the middle of its vowel, median (95th percentile either way).
bias: mouth against the sound itself; positive is late.
jitter: RMS second difference per frame² (turns above 0.02 per second, whole rig).
flicker: rises and dips above 0.2 that last less than two frames at half height, beside no sound that short.
keys: of the whole rig (left and right once).
error: keys against the performance that they stand for, vertically, largest.
left out: against all that the model asks for, RMS (largest); poses done without on purpose count here."""


def table(rows: Sequence[Row], title: str) -> Table:
    """All rows, a block per frame rate and speed."""
    result = Table(title=title, caption=_CAPTION, caption_justify="left")
    for heading in ("fps", "speed", "by", "rig"):
        result.add_column(heading, no_wrap=True)
    for heading, _ in COLUMNS:
        result.add_column(heading, justify="right", no_wrap=True)
    for index, row in enumerate(rows):
        after = rows[index + 1] if index + 1 < len(rows) else None
        last = after is not None and (after.fps, after.speed) != (row.fps, row.speed)
        cells = [cell(row.tally) for _, cell in COLUMNS]
        result.add_row(f"{row.fps:g}", f"{row.speed:g}", row.performer, row.rig, *cells, end_section=last)
    return result


def _one(number: float, form: str) -> str:
    return "-" if math.isnan(number) else format(number, form)


def _pair(number: float, aside: float, form: str, aside_form: str = "") -> str:
    return "-" if math.isnan(number) else f"{number:{form}} ({_one(aside, aside_form or form)})"
