# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines for the gestures: any that hypothesis finds, and real ones of Kokoro-82M."""

from __future__ import annotations

import json
import math
from pathlib import Path

from hypothesis import strategies as st

from addon.gestures import Line
from addon.lipsync import Phone

_REAL = Path(__file__).parents[1] / "lipsync" / "spoken_lines.json"
SYMBOLS = [*"pbmfvszʃtdnlkŋwjɹθaɑiuəɛɔʊɪ", "tʃ", "aɪ", "oʊ", "ɜː", "sil", "sil"]

rates = st.sampled_from((12.0, 24.0, 24000 / 1001, 25.0, 30.0, 60.0))


@st.composite
def phones(draw: st.DrawFn) -> list[Phone]:
    """Any sounds in any order, 10 ms to 0.6 s each, of any stress and loudness."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(SYMBOLS),
                st.floats(0.01, 0.6),
                st.integers(0, 2),
                st.integers(0, 1),
                st.floats(-20.0, 12.0),
            ),
            min_size=1,
            max_size=30,
        )
    )
    clock = draw(st.floats(0.0, 1.0))
    word = 0
    result: list[Phone] = []
    for symbol, length, stress, step, level in rows:
        word += step
        pause = symbol == "sil"
        result.append(
            Phone(
                symbol,
                clock,
                clock + length,
                0 if pause else stress,
                None if pause else word,
                level=0.0 if pause else level,
            )
        )
        clock += length
    return result


@st.composite
def timelines(draw: st.DrawFn, fps: float) -> list[Line]:
    """A character's lines, some with a gap between them, some breaking into the one before."""
    lines: list[Line] = []
    start = draw(st.integers(-50, 100))
    for said in draw(st.lists(phones(), min_size=1, max_size=4)):
        end = start + said[-1].end * fps
        lines.append(Line(f"line{len(lines)}", said, start, end))
        start = max(start + 1, math.ceil(end) + draw(st.integers(-10, 60)))
    return lines


def real_lines(fps: float = 24.0, gap: float = 0.3) -> list[Line]:
    """Real lines one after the other."""
    lines: list[Line] = []
    start = 1
    for index, entry in enumerate(json.loads(_REAL.read_text(encoding="utf-8"))):
        said = [Phone(*row) for row in entry["phones"]]
        end = start + said[-1].end * fps
        lines.append(Line(f"real{index}", said, start, end))
        start = math.ceil(end + gap * fps)
    return lines
