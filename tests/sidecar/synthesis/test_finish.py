# SPDX-License-Identifier: GPL-3.0-or-later
"""Passes are cut to their sound, with known pauses and without a click."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sidecar.engines.base import EngineSpeech, TimedToken
from sidecar.synthesis.finish import finish_pass, pause_after
from sidecar.synthesis.frontend import Sentence, Token
from sidecar.synthesis.levels import Levels, within_full_scale

pytestmark = pytest.mark.unit

RATE = 24_000


FRAME = 120  # samples; activity is measured in frames of 5 ms


def tone(lead: int, sound: int, tail: int) -> EngineSpeech:
    """Silence, a tone that is one phoneme, silence."""
    return between_silences(lead, 0.5 * np.cos(np.arange(sound) * 0.3), tail)


def buzz(lead: int, sound: int, tail: int) -> EngineSpeech:
    """The same with every single sample loud."""
    return between_silences(lead, np.where(np.arange(sound) // 10 % 2, 0.5, -0.5), tail)


def between_silences(lead: int, samples: np.ndarray, tail: int) -> EngineSpeech:
    sound = len(samples)
    audio = np.zeros(lead + sound + tail, np.float32)
    audio[lead : lead + sound] = samples
    edges = [0, lead, lead + sound, len(audio)]
    symbols = [("", None), ("a", 0), (".", None)]
    tokens = [TimedToken(s, w, b, e) for (s, w), b, e in zip(symbols, edges, edges[1:], strict=False)]
    return EngineSpeech(audio, RATE, tuple(tokens))


def sentence(symbols: str) -> Sentence:
    return Sentence(tuple(Token(symbol, 0 if symbol.isalpha() else None) for symbol in symbols))


LENGTHS = {
    "lead": st.integers(0, 12_000),
    "sound": st.integers(1_200, 24_000),
    "tail": st.integers(0, 12_000),
}


@given(**LENGTHS, before=st.floats(0, 0.5), after=st.floats(0, 0.5))
def test_the_sound_stays_whole_between_the_silences_asked_for(
    lead: int, sound: int, tail: int, before: float, after: float
) -> None:
    made = finish_pass(buzz(lead, sound, tail), before, after)
    phone = made.tokens[1]
    assert phone.end_sample - phone.start_sample == sound
    assert abs(phone.start_sample - round(before * RATE)) <= FRAME
    assert abs(len(made.audio) - phone.end_sample - round(after * RATE)) <= FRAME
    assert made.tokens[0].start_sample == 0
    assert made.tokens[-1].end_sample == len(made.audio)
    inner = made.audio[phone.start_sample + FRAME : phone.end_sample - FRAME]
    assert np.array_equal(inner, buzz(lead, sound, tail).audio[lead + FRAME : lead + sound - FRAME])


@given(**LENGTHS)
@example(lead=1, sound=1_200, tail=0)  # its last sample, near a zero, has a frame to itself
@example(lead=5_028, sound=10_573, tail=119)
def test_of_a_sound_that_fades_less_than_a_frame_is_lost(lead: int, sound: int, tail: int) -> None:
    phone = finish_pass(tone(lead, sound, tail), 0.0, 0.0).tokens[1]
    assert sound - FRAME < phone.end_sample - phone.start_sample <= sound


@given(lead=st.integers(0, 3_000), tail=st.integers(0, 3_000))
def test_ends_are_no_steps(lead: int, tail: int) -> None:
    made = finish_pass(tone(lead, 4_000, tail), 0.0, 0.0)
    inside = np.abs(np.diff(made.audio)).max()
    joined = np.concatenate([np.zeros(10, np.float32), made.audio, np.zeros(10, np.float32), made.audio])
    assert np.abs(np.diff(joined)).max() <= inside


def test_the_mark_decides_the_pause() -> None:
    pauses = [pause_after(sentence(text), 1.0) for text in ("ab.", "ab;", "ab, ", "ab ", "ab")]
    assert pauses == sorted(pauses, reverse=True)
    assert pauses[-1] == 0  # cut inside a word
    assert pause_after(sentence("ab.” "), 1.0) == pause_after(sentence("ab."), 1.0)
    assert pause_after(sentence("ab."), 2.0) == pause_after(sentence("ab."), 1.0) / 2


def test_loud_voices_are_turned_down_and_quiet_ones_up() -> None:
    levels = Levels({"loud": -17.0, "quiet": -29.0, "middling": -23.0})
    assert levels.gain((("loud", 1.0),)) == pytest.approx(0.501, abs=1e-3)
    assert levels.gain((("quiet", 1.0),)) == pytest.approx(1.995, abs=1e-3)
    assert levels.gain((("loud", 0.5), ("quiet", 0.5))) == pytest.approx(1.0)
    assert levels.gain((("never measured", 1.0),)) == pytest.approx(1.0)


def test_nothing_clips_and_the_shape_stays() -> None:
    audio = np.array([0.5, -2.0, 1.0], np.float32)
    made = within_full_scale(audio)
    assert np.abs(made).max() < 1.0
    assert made / made[0] == pytest.approx(audio / audio[0])
    assert within_full_scale(audio / 4) == pytest.approx(audio / 4)


@pytest.mark.parametrize(("begins", "ends"), [(True, False), (False, False), (False, True)])
def test_where_a_piece_goes_on_nothing_is_cut_or_faded(begins: bool, ends: bool) -> None:
    whole = buzz(3_000, 6_000, 3_000)
    piece = replace(whole, audio=whole.audio[3_000:9_000], tokens=(TimedToken("a", 0, 0, 6_000),))
    made = finish_pass(replace(piece, begins=begins, ends=ends), 0.1, 0.2)
    assert len(made.audio) == 6_000 + 2_400 * begins + 4_800 * ends
    sound = made.audio[2_400 * begins :][:6_000]
    assert np.array_equal(sound, piece.audio)
    assert (made.begins, made.ends) == (begins, ends)


@given(gain=st.floats(0.5, 4))
def test_of_a_piece_only_the_peaks_are_cut(gain: float) -> None:
    audio = (np.sin(np.arange(500) * 0.1) * gain).astype(np.float32)
    made = within_full_scale(audio, is_piece=True)
    assert np.abs(made).max() <= 0.98
    quiet = np.abs(audio) < 0.98
    assert np.array_equal(made[quiet], audio[quiet])
