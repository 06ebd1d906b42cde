# SPDX-License-Identifier: GPL-3.0-or-later
"""Attention whose path is known gives its boundaries back; any attention at all gives spans that tile."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.numpy import load_file

from models.gpt_sovits.timing import Problem, TimingSource, align, proportional, streamed_frame_edges
from tests.data.gpt_sovits import recipe
from tests.models.gpt_sovits.timing.spoken import (
    FRAME,
    PAUSE,
    RATE_HZ,
    SENTENCE,
    Spoken,
    check_tiles,
    errors_ms,
    say,
)

pytestmark = pytest.mark.unit

SYMBOLS = json.loads((recipe.FOLDER / "symbol_ids.json").read_bytes())["v2"]


def timed(spoken: Spoken, attention: np.ndarray, **options: object):
    """Aligned, with the spans checked."""
    timings = align(attention, spoken.symbols, spoken.waveform(), RATE_HZ, words=spoken.words, **options)  # type: ignore[arg-type]
    check_tiles(timings, spoken.symbols, spoken.frames * FRAME)
    return timings


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "attention",
    [{}, {"blur": 0.2}, {"blur": 1.5}, {"noise": 0.3}, {"noise": 0.6}, {"blur": 1.0, "noise": 0.5}],
    ids=str,
)
def test_a_known_path_comes_back(attention: dict[str, float], seed: int) -> None:
    spoken = say(seed=seed)
    timings = timed(spoken, spoken.attention(seed=seed, **attention))  # type: ignore[arg-type]
    errors = errors_ms(timings, spoken)
    assert np.median(errors) < 5
    assert errors.max() < 40  # Two frames.
    assert timings.timing_source is TimingSource.ATTENTION
    assert not timings.problems
    assert not any(span.skipped for span in timings.spans)
    assert timings.confidence > 0.5


@pytest.mark.parametrize("seed", range(3))
def test_a_path_that_is_blurred_over_time_comes_back(seed: int) -> None:
    spoken = say(seed=seed)
    kernel = np.hanning(7) / np.hanning(7).sum()
    attention = np.stack(
        [np.roll(spoken.attention(noise=0.2), n - 3, axis=1) * kernel[n] for n in range(7)]
    ).sum(axis=0)
    timings = timed(spoken, attention)
    assert errors_ms(timings, spoken).max() < 40
    assert not timings.problems


def test_pauses_are_heard_where_they_are_and_nowhere_else() -> None:
    spoken = say(f"AY1 M | S IH1 R | {PAUSE} Y UW1 | N OW1 | {PAUSE} L IY1 V .")
    spans = timed(spoken, spoken.attention(noise=0.2)).spans
    pauses = [(span.start_sample, span.end_sample) for span in spans if span.is_pause]
    edges = np.cumsum([0, *(length for _, length in spoken.pieces)])
    truth = [
        (edges[n], edges[n + 1])
        for n, (phone, _) in enumerate(spoken.pieces)
        if phone in (None, len(spoken.symbols) - 1)
    ]
    assert len(pauses) == 4
    assert np.abs(np.array(pauses) - truth).max() <= 0.5 * FRAME


@pytest.mark.parametrize(
    "text", ["OW1 .", "HH AY1 .", "AA a1 !", "N OW1 , N OW1 .", "M", "h ao3 .", "sh ir4 d e5 ."]
)
@pytest.mark.parametrize("held", [1, 3])
def test_short_sentences_are_as_clear(text: str, held: int) -> None:
    spoken = say(text, seed=1)
    last = max(n for n, word in enumerate(spoken.words) if word is not None)
    spoken.pieces = [(p, n * held if p == last else n) for p, n in spoken.pieces]
    timings = timed(spoken, spoken.attention(noise=0.2))
    assert not timings.problems
    assert errors_ms(timings, spoken).max(initial=0) < 40


def test_punctuation_has_time_only_where_it_is_silence() -> None:
    spoken = say("HH AH0 L OW1 , | W ER1 L D .")
    comma = spoken.symbols.index(",")
    run_on = Spoken(spoken.symbols, spoken.words, [piece for piece in spoken.pieces if piece[0] != comma])
    spans = {span.phone: span for span in timed(spoken, spoken.attention()).spans}
    assert spans[comma].is_pause
    assert spans[comma].end_sample - spans[comma].start_sample > 5 * FRAME
    timings = timed(run_on, run_on.attention())
    assert comma not in {span.phone for span in timings.spans}
    assert not timings.problems


def test_marks_of_prosody_take_no_time() -> None:
    spoken = say("o [ N n i ch i w a ] | s e [ k a ] i .")
    timings = timed(spoken, spoken.attention(noise=0.2))
    marks = {n for n, symbol in enumerate(spoken.symbols) if symbol in "[]"}
    assert not marks & {span.phone for span in timings.spans}
    assert errors_ms(timings, spoken).max() < 40


def test_a_chinese_onset_that_is_not_heard_is_no_problem() -> None:
    spoken = say("n i2 | h ao3 | AA a1 | sh ir4 | j ie4 .")
    spoken.pieces = [piece for piece in spoken.pieces if piece[0] != spoken.symbols.index("AA")]
    timings = timed(spoken, spoken.attention(noise=0.2))
    assert not timings.problems
    assert errors_ms(timings, spoken).max() < 40


SKIPPED = {
    "first word": (0, 2),
    "first words": (0, 6),
    "middle word": (10, 14),
    "clause": (6, 19),
    "last": (29, 32),
}


@pytest.mark.parametrize("noise", [0.2, 0.5])
@pytest.mark.parametrize("skipped", SKIPPED.values(), ids=SKIPPED)
def test_swallowed_words_are_noticed_and_the_others_timed(skipped: tuple[int, int], noise: float) -> None:
    spoken = say(seed=2)
    spoken.pieces = [piece for piece in spoken.pieces if piece[0] not in range(*skipped)]
    timings = timed(spoken, spoken.attention(noise=noise))
    assert Problem.SKIPPED_WORDS in timings.problems
    assert np.quantile(errors_ms(timings, spoken), 0.9) < 40


REPEATED = {"word": (10, 14), "first words": (0, 6), "words": (6, 14), "last": (29, 32), "clause": (20, 32)}


@pytest.mark.parametrize("noise", [0.2, 0.5])
@pytest.mark.parametrize("repeated", REPEATED.values(), ids=REPEATED)
def test_repeated_words_are_noticed(repeated: tuple[int, int], noise: float) -> None:
    spoken = say(seed=2)
    where = [n for n, (phone, _) in enumerate(spoken.pieces) if phone in range(*repeated)]
    spoken.pieces[where[-1] + 1 : where[-1] + 1] = spoken.pieces[where[0] : where[-1] + 1]
    timings = timed(spoken, spoken.attention(noise=noise))
    assert Problem.REPEATED_WORDS in timings.problems
    assert np.median(errors_ms(timings, spoken)) < 20


@pytest.mark.parametrize(("phone", "frames"), [("AA1", 50), ("OW1", 120), (",", 130)])
def test_a_stall_is_noticed(phone: str, frames: int) -> None:
    spoken = say(seed=2)
    stalled = spoken.symbols.index(phone)
    spoken.pieces = [(p, frames * FRAME if p == stalled else length) for p, length in spoken.pieces]
    timings = timed(spoken, spoken.attention(noise=0.2))
    assert timings.problems == {Problem.STALL}
    assert timings.poor
    assert errors_ms(timings, spoken).max() < 40


def test_silence_at_the_end_is_no_stall() -> None:
    spoken = say(seed=2)
    spoken.pieces[-1] = (spoken.pieces[-1][0], 150 * FRAME)
    assert not timed(spoken, spoken.attention(noise=0.2)).problems


def test_confidence_falls_as_noise_grows_and_noise_alone_is_unclear() -> None:
    for seed in range(4):
        spoken = say(seed=seed)
        scores = [
            timed(spoken, spoken.attention(noise=noise, seed=seed)).confidence
            for noise in (0, 0.3, 0.6, 0.75, 0.9, 1)
        ]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] > 0.9
        assert scores[-1] < 0.1
        noise_only = timed(spoken, spoken.attention(noise=1, seed=seed))
        assert noise_only.problems == {Problem.UNCLEAR}


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.floats(0, 0.8), st.floats(0.15, 0.9))
def test_more_noise_is_less_sure(seed: int, noise: float, more: float) -> None:
    spoken = say(seed=seed)
    sure, less = (
        timed(spoken, spoken.attention(noise=share, seed=seed)) for share in (noise, min(1.0, noise + more))
    )
    assert sure.confidence > less.confidence


def test_where_attention_says_nothing_mean_lengths_and_pauses_decide() -> None:
    spoken = say(seed=2)
    flat = np.full((4, spoken.frames, len(spoken.symbols)), 1 / len(spoken.symbols))
    timings = timed(spoken, flat)
    assert timings.problems == {Problem.UNCLEAR}
    assert timings.confidence < 0.1
    assert errors_ms(timings, spoken).mean() < 60


def test_a_stream_tells_at_each_chunk_what_has_been_said() -> None:
    spoken = say(seed=3)
    attention, waveform, starts = spoken.attention(noise=0.2), spoken.waveform(), spoken.starts()
    for frames in (1, 2, 20, 60, 110, spoken.frames):
        part = align(
            attention[:, :frames],
            spoken.symbols,
            waveform[: frames * FRAME],
            RATE_HZ,
            words=spoken.words,
            finished=False,
        )
        reached = max((span.phone for span in part.spans if span.phone is not None), default=-1) + 1
        check_tiles(part, spoken.symbols, frames * FRAME, reached=reached)
        expected = sum(start < frames * FRAME for start in starts.values())
        assert abs(reached - expected) <= 1
        assert Problem.SKIPPED_WORDS not in part.problems
        for span in part.spans[:-2]:  # The last may still change.
            if span.phone is not None:
                assert abs(span.start_sample - starts[span.phone]) < 2 * FRAME


def test_frames_of_a_stream_lie_where_its_chunks_were_cut() -> None:
    edges = streamed_frame_edges([(4, 2400), (0, 100), (6, 3840), (0, 60)])
    np.testing.assert_allclose(edges, [0, 625, 1250, 1875, 2500, 3150, 3800, 4450, 5100, 5750, 6400])
    np.testing.assert_allclose(streamed_frame_edges([(2, 1000)]), [0, 500, 1000])


@pytest.mark.parametrize("speed", [0.7, 1.4])
def test_at_another_speed_frames_are_longer_or_shorter(speed: float) -> None:
    spoken = say(seed=1)
    slow = Spoken(spoken.symbols, spoken.words, [(p, round(n / speed)) for p, n in spoken.pieces])
    waveform = slow.waveform()[: slow.samples]
    timings = align(spoken.attention(noise=0.2), spoken.symbols, waveform, RATE_HZ, words=spoken.words)
    assert errors_ms(timings, slow).max() < 40 / speed + 10


def test_the_same_input_gives_the_same_timings() -> None:
    spoken = say(seed=1)
    attention = spoken.attention(noise=0.6)
    assert timed(spoken, attention) == timed(spoken, attention)


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_any_attention_gives_spans_that_tile(data: st.DataObject) -> None:
    symbols = data.draw(
        st.lists(st.sampled_from([*SYMBOLS[:120], "[", "]", "?", "cl", "no such"]), min_size=1, max_size=40)
    )
    heads, frames = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 60))
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    attention = random.dirichlet(
        np.full(len(symbols), data.draw(st.sampled_from([0.01, 0.1, 1]))), (heads, frames)
    )
    attention *= data.draw(st.sampled_from([0.0, 1e-12, 1.0]))
    samples = frames * data.draw(st.sampled_from([40, 457, 640, 914]))
    loud = data.draw(arrays(np.float32, frames, elements=st.sampled_from([0.0, 1e-3, 0.3, 4.0])))
    waveform = np.repeat(loud, samples // frames) * random.standard_normal(samples)
    words = data.draw(st.none() | st.just([n // 3 for n in range(len(symbols))]))
    finished = data.draw(st.booleans())
    timings = align(attention, symbols, waveform, RATE_HZ, words=words, finished=finished)
    reached = max((span.phone for span in timings.spans if span.phone is not None), default=-1) + 1
    check_tiles(timings, symbols, samples, reached=None if finished else reached)
    assert 0 <= timings.confidence <= 1
    assert timings.poor == bool(timings.problems)
    check_tiles(proportional(symbols, waveform, RATE_HZ, words=words), symbols, samples)


@pytest.mark.parametrize("version", ["v2", "v2Pro", "v2ProPlus"])
def test_the_official_networks_maps_run_through(version: str) -> None:
    """Random weights: no alignment can be expected of them, and its lack must be noticed."""
    arrays_ = load_file(recipe.FOLDER / f"sovits_small/{version}.io.safetensors")
    symbols = [SYMBOLS[index] for index in arrays_["in.text"][0]]
    waveform = arrays_["out.decode.noise0"][0, 0]
    timings = align(arrays_["out.enc_p.mrte_attn"][0], symbols, waveform, RATE_HZ)
    check_tiles(timings, symbols, len(waveform))
    assert timings.problems == {Problem.UNCLEAR}
    slow = arrays_["out.decode.noise0_speed0_8"][0, 0]
    check_tiles(align(arrays_["out.enc_p.mrte_attn"][0], symbols, slow, RATE_HZ), symbols, len(slow))


def test_what_does_not_fit_together_is_refused() -> None:
    spoken = say("HH AY1 .")
    good, waveform = spoken.attention(), spoken.waveform()
    with pytest.raises(ValueError, match="attention"):
        align(good[:, :, :2], spoken.symbols, waveform, RATE_HZ)
    with pytest.raises(ValueError, match="attention"):
        align(good * np.nan, spoken.symbols, waveform, RATE_HZ)
    with pytest.raises(ValueError, match="attention"):
        align(good[:, :0], spoken.symbols, waveform, RATE_HZ)
    with pytest.raises(ValueError, match="symbols"):
        align(good[:, :, :0], [], waveform, RATE_HZ)
    with pytest.raises(ValueError, match="words"):
        align(good, spoken.symbols, waveform, RATE_HZ, words=[0])
    with pytest.raises(ValueError, match="frame edges"):
        align(good, spoken.symbols, waveform, RATE_HZ, frame_edges=np.arange(5))
    with pytest.raises(ValueError, match="waveform"):
        align(good, spoken.symbols, np.zeros(0), RATE_HZ)
    with pytest.raises(ValueError, match="waveform"):
        proportional(SENTENCE.split(), np.ones(5), RATE_HZ)
    with pytest.raises(ValueError, match="sample rate"):
        proportional(spoken.symbols, waveform, 4_000)
