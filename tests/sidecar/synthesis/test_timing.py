# SPDX-License-Identifier: GPL-3.0-or-later
"""Timed tokens become phonemes that tile the sound."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.engines.base import EngineSpeech, TimedToken
from sidecar.synthesis.finish import finish_pass
from sidecar.synthesis.frontend import Word
from sidecar.synthesis.phonemes import ALPHABET, PHONES, unpack
from sidecar.synthesis.speech import SILENCE, Phoneme, Stress
from sidecar.synthesis.timing import phonemes_of, words_of

pytestmark = pytest.mark.unit

RATE = 24_000
FRAME = 600


def spoken(*parts: tuple[str, int, bool], word: int | None = 0) -> EngineSpeech:
    """A pass of (symbol, frames, sounds) tokens; what sounds is noise, the rest is silence."""
    noise = np.random.default_rng(1)
    audio, tokens, at = [], [], 0
    for symbol, frames, sounds in parts:
        samples = frames * FRAME
        audio.append(noise.normal(0, 0.1, samples) if sounds else np.zeros(samples))
        owner = word if symbol in PHONES else None
        tokens.append(TimedToken(symbol, owner, at, at + samples))
        at += samples
    return EngineSpeech(np.concatenate(audio).astype(np.float32), RATE, tuple(tokens))


def shape(phonemes: list[Phoneme]) -> list[tuple[str, float]]:
    """(symbol, frames) of each."""
    return [(p.symbol, round((p.end_sample - p.start_sample) / FRAME, 1)) for p in phonemes]


def test_packed_symbols_are_unpacked_and_marks_give_their_time_away() -> None:
    made = phonemes_of(
        spoken(("ʧ", 2, True), ("ˈ", 1, True), ("A", 3, True), ("ˌ", 1, True), ("t", 1, True), ("I", 2, True))
    )
    assert shape(made) == [("tʃ", 2), ("eɪ", 4), ("t", 2), ("aɪ", 2)]
    assert [p.stress for p in made] == [
        Stress.UNSPECIFIED,
        Stress.PRIMARY,
        Stress.UNSPECIFIED,
        Stress.SECONDARY,
    ]


def test_tones_and_lengths_belong_to_the_phoneme_before_them() -> None:
    made = phonemes_of(spoken(("n", 1, True), ("i", 2, True), ("↓", 1, True), ("ɑ", 2, True), ("ː", 1, True)))
    assert shape(made) == [("n", 1), ("i", 3), ("ɑː", 3)]
    assert made[1].stress is Stress.NONE


def test_a_space_is_no_pause() -> None:
    made = phonemes_of(spoken(("t", 2, True), (" ", 2, True), ("m", 2, True)))
    assert shape(made) == [("t", 3), ("m", 3)]


def test_the_closure_of_a_stop_after_a_space_is_no_pause() -> None:
    made = phonemes_of(spoken(("a", 2, True), (" ", 3, False), ("k", 2, True)))
    assert shape(made) == [("a", 3.5), ("k", 3.5)]


def test_a_comma_that_is_spoken_through_is_no_pause() -> None:
    made = phonemes_of(spoken(("ɹ", 2, True), (",", 2, True), (" ", 2, True), ("m", 2, True)))
    assert shape(made) == [("ɹ", 4), ("m", 4)]


def test_a_quiet_comma_is_a_pause() -> None:
    made = phonemes_of(spoken(("ɹ", 2, True), (",", 4, False), (" ", 2, False), ("m", 2, True)))
    assert shape(made) == [("ɹ", 2), (SILENCE, 6), ("m", 2)]
    assert made[1].word_index is None


def test_a_pause_starts_where_the_sound_ends() -> None:
    silent_half = [("d", 2, True), ("d", 6, False), (".", 4, False), ("a", 2, True)]
    whole = spoken(*silent_half)
    tokens = (
        TimedToken("d", 0, 0, 8 * FRAME),  # the engine's "d" runs on into the silence
        *whole.tokens[2:],
    )
    made = phonemes_of(EngineSpeech(whole.audio, RATE, tokens))
    assert shape(made) == [("d", 2), (SILENCE, 10), ("a", 2)]


def test_silence_before_and_after_speech_is_a_pause() -> None:
    made = phonemes_of(spoken(("", 4, False), ("a", 2, True), (".", 3, False), ("", 3, False)))
    assert shape(made) == [(SILENCE, 4), ("a", 2), (SILENCE, 6)]


def test_short_silence_before_speech_is_the_first_phoneme() -> None:
    made = phonemes_of(spoken(("", 1, False), ("a", 2, True), (".", 1, False)))
    assert shape(made) == [("a", 4)]


def test_an_offset_moves_all() -> None:
    pieces = spoken(("a", 2, True), ("t", 1, True))
    assert phonemes_of(pieces, 1000)[0].start_sample == 1000
    assert phonemes_of(pieces, 1000)[-1].end_sample == 1000 + 3 * FRAME


def test_words_span_their_phonemes() -> None:
    words = [Word("a", 0, 1), Word("bc", 2, 4)]
    sounds = [Phoneme("a", 0, 5, word_index=0), Phoneme(SILENCE, 5, 9), Phoneme("b", 9, 12, word_index=1)]
    sounds.append(Phoneme("k", 12, 20, word_index=1))
    spans = [
        (w.text, w.char_start, w.char_end, w.start_sample, w.end_sample) for w in words_of(words, sounds)
    ]
    assert spans == [("a", 0, 1, 0, 5), ("bc", 2, 4, 9, 20)]


WILD = st.lists(
    st.tuples(st.sampled_from([*sorted(ALPHABET), ""]), st.integers(0, 4), st.booleans()),
    min_size=1,
    max_size=40,
).filter(lambda parts: sum(frames for _, frames, _ in parts) > 0)


@given(WILD)
def test_whatever_the_engine_says_phonemes_tile_the_sound_and_none_is_lost(parts) -> None:
    whole = spoken(*parts)
    for piece in (whole, finish_pass(whole, 0.06, 0.12)):
        made = phonemes_of(piece)
        edges = [p.start_sample for p in made] + [len(piece.audio)]
        assert edges[0] == 0
        assert [p.end_sample for p in made] == edges[1:]
        assert all(start < end for start, end in pairwise(edges))
        phones = [unpack(symbol) for symbol, _, _ in parts if symbol in PHONES]
        heard = [p.symbol.rstrip("ːʰʲ\u0303") for p in made if p.symbol != SILENCE]
        assert heard == phones
        assert all((p.word_index is None) == (p.symbol == SILENCE) for p in made)
