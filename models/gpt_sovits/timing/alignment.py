# SPDX-License-Identifier: GPL-3.0-or-later
"""When each phone of a sentence is heard: from the synthesizer's attention, or from mean lengths."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from models.gpt_sovits.timing import heads, judgement, model
from models.gpt_sovits.timing.acoustics import Acoustics
from models.gpt_sovits.timing.judgement import Alignment
from models.gpt_sovits.timing.proportional import expected_centres, proportional_runs
from models.gpt_sovits.timing.sentence import Sentence
from models.gpt_sovits.timing.snapping import snap
from models.gpt_sovits.timing.spans import Run, audible_runs, tile
from models.gpt_sovits.timing.timings import Timings, TimingSource


def align(
    attention: np.ndarray,
    symbols: Sequence[str],
    waveform: np.ndarray,
    sample_rate_hz: int,
    *,
    words: Sequence[int | None] | None = None,
    frame_edges: np.ndarray | None = None,
    finished: bool = True,
) -> Timings:
    """Times the phones by the attention of the frames that the audio was made of.

    Args:
        attention: Probabilities of one sentence [heads, frames, phones]; see `Content.attention`.
        symbols: The phones that the frames attended to, by name.
        waveform: What was rendered of the frames [samples], full scale 1.
        sample_rate_hz: Its rate.
        words: Which word each phone belongs to; makes swallowed words and pauses easier to tell.
        frame_edges: Sample where each frame begins, and the last one ends [frames + 1]; evenly spread when
            None. `streamed_frame_edges` makes them for chunks.
        finished: Whether this is the whole sentence. Of a part, the last span may still grow.

    Raises:
        ValueError: Shapes do not fit each other, numbers are not finite, or there is nothing to align.
    """
    sentence = Sentence.of(symbols, words)
    _check(attention, len(symbols))
    acoustics = Acoustics.of(waveform, sample_rate_hz)
    edges = _edges(frame_edges, attention.shape[1], len(waveform))
    quietness = acoustics.quietness(edges)
    evidence = heads.gather(attention.astype(np.float64), sentence, quietness)
    lattice = model.build(
        sentence, evidence, quietness, _distance(sentence, acoustics, edges, finished), finished=finished
    )
    path = lattice.best_path()
    alignment = _alignment(sentence, evidence, quietness, path, lattice.posteriors(), finished)
    runs = _runs(path, edges)
    runs = snap(sentence, audible_runs(sentence, runs), acoustics)
    spans = tile(sentence, runs, len(waveform), sample_rate_hz, until=alignment.until)
    parts = judgement.confidence(alignment)
    found = judgement.problems(alignment, parts.score)
    return Timings(spans, TimingSource.ATTENTION, parts.score, parts, found)


def proportional(
    symbols: Sequence[str],
    waveform: np.ndarray,
    sample_rate_hz: int,
    *,
    words: Sequence[int | None] | None = None,
) -> Timings:
    """Times the phones of a whole sentence by mean lengths, between the pauses that are heard.

    Args:
        symbols: The phones.
        waveform: The sentence [samples], full scale 1.
        sample_rate_hz: Its rate.
        words: Which word each phone belongs to; pauses are likelier between words.

    Raises:
        ValueError: The waveform is not finite, or has fewer samples than there are phones.
    """
    sentence = Sentence.of(symbols, words)
    acoustics = Acoustics.of(waveform, sample_rate_hz)
    runs = snap(sentence, proportional_runs(sentence, acoustics), acoustics)
    spans = tile(sentence, runs, len(waveform), sample_rate_hz, until=len(symbols))
    return Timings(spans, TimingSource.PROPORTIONAL, 0.0, None, frozenset())


def streamed_frame_edges(chunks: Sequence[tuple[int, int]]) -> np.ndarray:
    """Where frames lie in the audio of chunks that were joined.

    Args:
        chunks: Frames and samples of each (`Chunk.end_frame - Chunk.first_frame` and the waveform's length).
            Within a chunk time runs evenly; samples of a chunk without frames go to the one before.

    Returns:
        float64 [frames + 1].
    """
    frames = [0, *itertools.accumulate(count for count, _ in chunks)]
    samples = [0, *itertools.accumulate(count for _, count in chunks)]
    last = dict(zip(frames, samples, strict=True))  # Of chunks without frames, the end of the last.
    last[0] = 0 if frames[-1] else last[0]
    return np.interp(np.arange(frames[-1] + 1), list(last), list(last.values()))


def _check(attention: np.ndarray, phones: int) -> None:
    if attention.ndim != 3 or attention.shape[2] != phones or 0 in attention.shape:
        raise ValueError(f"attention: {attention.shape} is not [heads, frames, {phones} phones]")
    if not np.isfinite(attention).all() or (attention < 0).any():
        raise ValueError("attention: has numbers that are no probabilities")


def _edges(frame_edges: np.ndarray | None, frames: int, samples: int) -> np.ndarray:
    if frame_edges is None:
        return np.linspace(0, samples, frames + 1)
    edges = np.asarray(frame_edges, float)
    if edges.shape != (frames + 1,) or edges[0] != 0 or edges[-1] != samples or (np.diff(edges) < 0).any():
        raise ValueError(f"frame edges: do not rise from 0 to {samples} for {frames} frames")
    return edges


def _distance(sentence: Sentence, acoustics: Acoustics, edges: np.ndarray, finished: bool) -> np.ndarray:
    """Seconds from the middle of each frame to where mean lengths put each phone [frames, phones]."""
    if not finished:  # How far the part has come is not known.
        return np.zeros((len(edges) - 1, len(sentence.classes)))
    middles = (edges[:-1] + edges[1:]) / 2
    return (middles[:, None] - expected_centres(sentence, acoustics)) / acoustics.sample_rate_hz


def _alignment(
    sentence: Sentence,
    evidence: heads.Evidence,
    quietness: np.ndarray,
    path: np.ndarray,
    posteriors: np.ndarray,
    finished: bool,
) -> Alignment:
    chosen = posteriors[np.arange(len(path)), path]
    others = posteriors.copy()
    others[np.arange(len(path)), path] = 0
    phones = np.where(path % 2 == 1, path // 2, -1)
    until = len(sentence.classes) if finished else int(phones.max()) + 1
    return Alignment(sentence, evidence, quietness, phones, chosen - others.max(axis=1), until)


def _runs(path: np.ndarray, edges: np.ndarray) -> list[Run]:
    """The path's slots in time."""
    changes = np.flatnonzero(np.diff(path, prepend=-1))
    ends = [*changes[1:], len(path)]
    return [
        Run(model.phone_of_slot(int(path[start])), float(edges[start]), float(edges[end]))
        for start, end in zip(changes, ends, strict=True)
    ]
