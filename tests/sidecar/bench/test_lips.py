# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark of lips: its corpus, its performers, its verdict, and the command."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sidecar.bench import app
from sidecar.bench.lips import measure, run
from sidecar.bench.lips_bias import Heard, Lateness
from sidecar.bench.lips_corpus import Corpus, Line, Take, languages, lines
from sidecar.bench.lips_ours import Voxrig, told_to_blender
from sidecar.bench.lips_peer import OpenFaceFX, segments_of
from sidecar.bench.lips_table import GOALS, OURS, Bound, Row
from sidecar.bench.lips_tally import Tally
from sidecar.bench.lips_viewer import OculusView
from sidecar.bench.lips_writing import blender_python, write_minute
from tests.sidecar.bench.mouths import FPS, MAMA, held, performed, spoken


@pytest.mark.unit
class TestVerdict:
    def row(self, closed: Mapping[int, float], performer: str = OURS) -> Row:
        tally = Tally("oculus")
        tally.add(MAMA, Heard.of(MAMA), performed(MAMA, {"viseme_PP": closed, "viseme_aa": held(10, 11)}))
        return Row(performer, "oculus", FPS, 1.0, tally)

    def test_the_worst_of_our_rows_decides(self) -> None:
        good, bad = self.row(held(6, 7) | held(14, 15)), self.row(held(6, 7))
        assert GOALS[0].verdict([good]).met
        verdict = GOALS[0].verdict([good, bad])
        assert not verdict.met
        assert "50.0" in verdict.line

    def test_what_others_do_does_not(self) -> None:
        good, other = self.row(held(6, 7) | held(14, 15)), self.row({}, "OpenFaceFX")
        assert GOALS[0].verdict([good, other]).met

    def test_nothing_measured_is_nothing_met(self) -> None:
        assert not GOALS[0].verdict([]).met
        assert not Bound("error", 0.02).judged(math.nan, "").met

    def test_the_largest_miss_is_the_error(self) -> None:
        line, tally = performed(MAMA, {}), Tally("oculus")
        for misses in (np.array([0.01, -0.3]), np.array([0.0, 0.1])):
            tally.add(MAMA, Heard.of(MAMA), replace(line, misses=misses))
        assert tally.error == 0.3

    def test_what_is_left_out_on_purpose_is_told_apart(self) -> None:
        line, tally = performed(MAMA, {}), Tally("oculus")
        for left_out in (np.array([0.01, -0.3]), np.array([0.0, 0.1])):
            tally.add(MAMA, Heard.of(MAMA), replace(line, left_out=left_out))
        assert tally.left_out == (pytest.approx(math.sqrt((0.01**2 + 0.3**2 + 0.1**2) / 4)), 0.3)
        assert tally.error == 0.0

    def test_left_and_right_that_move_alike_count_once(self) -> None:
        times, values = np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.0])
        keys = {
            "mouthPressLeft": (times, values),
            "mouthPressRight": (times, values),
            "mouthSmileLeft": (times, values),
            "mouthSmileRight": (times + 1, values),
        }
        line = performed(MAMA, {})
        tally = Tally("arkit")
        tally.add(MAMA, Heard.of(MAMA), replace(line, keys=keys))
        assert tally.keys_per_second == (12 / 1.0, 9 / 1.0)


@pytest.mark.unit
def test_the_corpus_is_rich_in_what_is_measured() -> None:
    assert languages() == ("en-US", "en-GB", "zh-CN")
    for language in languages():
        chosen = lines([language])
        assert len({line.text for line in chosen}) >= 60
        assert len({line.voice for line in chosen}) >= 3
        assert sum("?" in line.text or "？" in line.text for line in chosen) >= 8
    assert len(lines(["zh-CN"], 5)) == 5


@pytest.mark.unit
def test_openfacefx_is_never_given_a_sound_it_would_show_as_silence() -> None:
    segments = segments_of(spoken("sil tʂʰ 'aɪ ɜː ʐ ɥ y əʊ sil"))
    assert [segment.phoneme for segment in segments] == [
        *("sil", "tʃ", "a", "ɪ", "ɜ", "ʒ", "ɥ", "y", "ə", "ʊ", "sil")
    ]
    with pytest.raises(ValueError, match="☃"):
        segments_of(spoken("☃"))


@pytest.mark.unit
def test_openfacefx_is_played_as_it_keyed_it() -> None:
    performance = OpenFaceFX().perform(MAMA, FPS)
    assert performance.played["viseme_PP"].max() >= 0.89
    assert (
        np.abs(performance.misses).max() > 0.02
    )  # it bounds the distance to the line, not the error in value


@pytest.mark.unit
def test_a_language_without_sentences_is_named() -> None:
    result = CliRunner().invoke(app, ["lips", "--language", "fr-FR"])
    assert result.exit_code == 2
    assert "'fr-FR'" in result.output


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(tmp_path_factory.mktemp("lips"))


@pytest.fixture(scope="module")
def takes(corpus: Corpus) -> list[Take]:
    return [corpus.take(line, 1.0) for line in lines(["en-US"], 3)]


@pytest.mark.model
def test_what_was_spoken_once_is_remembered(corpus: Corpus, takes: list[Take]) -> None:
    again = corpus.take(takes[0].line, 1.0).speech
    assert np.array_equal(again.audio, takes[0].speech.audio)
    assert again.phonemes == takes[0].speech.phonemes
    other = corpus.take(Line(takes[0].line.text, "en-US", "am_michael"), 1.0).speech
    assert not np.array_equal(other.audio, takes[0].speech.audio)


@pytest.mark.model
def test_lips_on_a_real_voice_are_found_late_when_they_are_delayed(takes: list[Take]) -> None:
    performer = Voxrig("oculus")
    prompt, delayed = Lateness(), Lateness()
    for take in takes:
        heard = Heard.of(take.speech)
        performance = performer.perform(take.speech, 60.0)
        view = OculusView(performance)
        prompt.add(heard, performance.times, view.jaw(), view.hissing())
        delayed.add(heard, performance.times + 0.04, view.jaw(), view.hissing())
    assert abs(prompt.milliseconds()) < 20.0
    assert delayed.milliseconds() - prompt.milliseconds() == pytest.approx(40.0, abs=1.0)


@pytest.mark.model
def test_all_performers_are_measured_on_the_same_takes(takes: list[Take]) -> None:
    rows = measure(takes, [Voxrig("oculus"), Voxrig("vrm"), OpenFaceFX(jali=True)], [24.0, 30.0])
    assert [(row.performer, row.rig, row.fps) for row in rows] == [
        *[("Voxrig", "oculus", 24.0), ("Voxrig", "vrm", 24.0), ("OpenFaceFX JALI", "oculus", 24.0)],
        *[("Voxrig", "oculus", 30.0), ("Voxrig", "vrm", 30.0), ("OpenFaceFX JALI", "oculus", 30.0)],
    ]
    counts = {(row.tally.closed.of, row.tally.bitten.of, row.tally.rounded.of) for row in rows}
    assert len(counts) == 1
    assert all(number > 5 for number in counts.pop())
    ours, _, theirs = rows[:3]
    assert ours.tally.closed.value > theirs.tally.closed.value
    assert math.isnan(rows[1].tally.closed_right.value)


@pytest.mark.model
def test_the_table_has_every_row_and_the_verdict_every_goal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    met = run(["en-US"], sentences=1, rates=[24.0], folder=tmp_path)
    shown = capsys.readouterr().out
    rows = [row for row in shown.splitlines() if "│ oculus │" in row]
    assert len(rows) == 2 * 4  # ours and three ways of OpenFaceFX, at two speeds
    verdicts = [line for line in shown.splitlines() if line.startswith(("met", "MISSED"))]
    assert len(verdicts) == len(GOALS)
    assert met == all(line.startswith("met") for line in verdicts)


@pytest.mark.model
@pytest.mark.blender
@pytest.mark.skipif(blender_python() is None, reason="the checkout has no environment with Blender yet")
def test_real_blender_tells_how_long_writing_takes(takes: list[Take]) -> None:
    python = blender_python()
    assert python is not None
    writing = write_minute(python, [told_to_blender(take.line.text, take.speech) for take in takes])
    assert writing.lines == len(takes)
    assert 0.0 < writing.solve_seconds < writing.solve_and_write_seconds < 10.0
    assert writing.change_seconds > 0.0
