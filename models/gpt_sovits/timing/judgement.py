# SPDX-License-Identifier: GPL-3.0-or-later
"""How sure an alignment is, and what went wrong in the speech itself."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from models.gpt_sovits.timing.acoustics import HEARD_BELOW
from models.gpt_sovits.timing.heads import Evidence
from models.gpt_sovits.timing.phone_classes import PhoneClass
from models.gpt_sovits.timing.sentence import Sentence
from models.gpt_sovits.timing.timings import Confidence, Problem

UNCLEAR_BELOW = 0.35
"""Confidence below which lengths by phone class are the better guess; see the tests on noise."""
_NEAR = 1
_FAR = 3
"""Phones from the path. Attention is blurred over a neighbour or two."""
_STALL_FRAMES = 35
"""0.7 s at speed 1: the longest final vowels of read speech are half a second."""
_STALL_PAUSE_FRAMES = 100
"""2 s of silence within a sentence."""
_SKIPPED_RUN = 3
"""Phones in a row that are missing; one or two are swallowed in any fluent speech."""
_SKIPPED_SHARE = 0.2
_WORD_PHONES = 2
"""Words of fewer phones are too easily missed by attention alone."""
_SUPPORTED = 0.4
"""A phone whose best frame has less attention than this, relative to the frame's peak, was not said."""
_SMOOTH_FRAMES = 5
"""Means over 100 ms keep single wild frames out of repetitions."""
_REPEAT_FRAMES = 6
"""120 ms: the shortest syllables."""
_REPEAT_PHONES = 2
_REPEAT_ORDER = 0.8
"""Share of the peak's steps that go forwards, at most two phones: speech does, noise does not."""


@dataclass(frozen=True, eq=False, slots=True)
class Alignment:
    """Frames and phones together.

    Attributes:
        sentence: The phones.
        evidence: The attention.
        quietness: How likely each frame is silent [frames].
        phones: The phone of each frame, -1 in pauses that are not written [frames].
        margins: Posterior of the frame's slot less that of the next best [frames].
        until: One past the last phone that has been reached.
    """

    sentence: Sentence
    evidence: Evidence
    quietness: np.ndarray
    phones: np.ndarray
    margins: np.ndarray
    until: int

    @property
    def spoken(self) -> np.ndarray:
        """Which frames speak a phone [frames]."""
        sounds = np.array([kind.spoken for kind in self.sentence.classes])
        return (self.phones >= 0) & sounds[self.phones]

    @property
    def sounds(self) -> list[int]:
        """The phones that were reached and must be heard; an onset need not be."""
        kinds = self.sentence.classes[: self.until]
        return [n for n, kind in enumerate(kinds) if kind.spoken and kind is not PhoneClass.ONSET]

    def missing(self) -> np.ndarray:
        """Which phones were reached but are not heard: no frame, or none that looks at them [phones]."""
        attention = self.evidence.attention
        missing = np.zeros(len(self.sentence.classes), bool)
        peaks = attention.max(axis=1)
        for phone in self.sounds:
            frames = np.flatnonzero(self.phones == phone)
            looked = frames[self.evidence.informative[frames]]
            if not len(frames):
                missing[phone] = True
            elif len(looked) == len(frames):
                missing[phone] = (attention[frames, phone] / peaks[frames]).max() < _SUPPORTED
        return missing


def confidence(alignment: Alignment) -> Confidence:
    """How sure an alignment is."""
    evidence, spoken = alignment.evidence, alignment.spoken
    frames = np.flatnonzero(spoken)
    sounds = alignment.sounds
    if not len(frames):
        return Confidence(0.0, 0.0, 0.0, 1.0, 1.0)
    found = set(alignment.phones[frames].tolist())
    offsets = np.arange(evidence.attention.shape[1])[None] - alignment.phones[frames][:, None]
    near = np.abs(offsets) <= _NEAR
    focus = float((evidence.attention[frames] * near).sum(axis=1).mean())
    looks = evidence.heads[:, frames].argmax(axis=2) - alignment.phones[frames]
    trusted = evidence.trusted[:, frames]
    agree = (np.abs(looks) <= _NEAR) & trusted
    peak = np.abs(evidence.attention[frames].argmax(axis=1) - alignment.phones[frames])
    stray = (peak >= _FAR) & evidence.informative[frames]
    return Confidence(
        margin=float(np.clip(alignment.margins[frames].mean(), 0, 1)),
        focus=min(1.0, focus),
        agreement=float(agree.sum() / max(1, trusted.sum())),
        skipped=float(np.mean([phone not in found for phone in sounds])) if sounds else 0.0,
        stray=float(stray.mean()),
    )


def problems(alignment: Alignment, score: float) -> frozenset[Problem]:
    """What is wrong; `score` is the confidence. What attention says when it is unclear is not believed."""
    if score < UNCLEAR_BELOW:
        return frozenset({Problem.UNCLEAR})
    checks = {
        Problem.SKIPPED_WORDS: _skips,
        Problem.STALL: _stalls,
        Problem.REPEATED_WORDS: _repeats,
    }
    return frozenset(problem for problem, check in checks.items() if check(alignment))


def _skips(alignment: Alignment) -> bool:
    missing, sentence = alignment.missing(), alignment.sentence
    # Onsets and punctuation between missing phones do not end a run of them.
    heard = alignment.sounds
    run = longest = 0
    for phone in heard:
        run = run + 1 if missing[phone] else 0
        longest = max(longest, run)
    if longest >= _SKIPPED_RUN or (len(heard) > _SKIPPED_RUN and missing[heard].mean() > _SKIPPED_SHARE):
        return True
    words: dict[int, list[int]] = {}
    for phone in heard:
        word = None if sentence.words is None else sentence.words[phone]
        if word is not None:
            words.setdefault(word, []).append(phone)
    return any(len(phones) >= _WORD_PHONES and bool(missing[phones].all()) for phones in words.values())


def _stalls(alignment: Alignment) -> bool:
    edges = np.flatnonzero(np.diff(alignment.phones, prepend=-2, append=-2))
    spoken = alignment.spoken
    for start, end in itertools.pairwise(edges):
        if spoken[start]:
            if end - start > _STALL_FRAMES:
                return True
        elif start > 0 and end < len(alignment.phones) and end - start > _STALL_PAUSE_FRAMES:
            return True
    return False


def _repeats(alignment: Alignment) -> bool:
    """Whether the attention goes through some phones, in order, that it has been through or will come to.

    The path itself is no help: it may stay between the two rounds and be near to both.
    """
    evidence = alignment.evidence
    frames = np.flatnonzero(evidence.informative & (alignment.quietness < HEARD_BELOW))
    if not len(frames):
        return False
    half = _SMOOTH_FRAMES // 2
    sums = np.cumsum(np.pad(evidence.attention[frames], ((half + 1, half), (0, 0))), axis=0)
    peaks = (sums[_SMOOTH_FRAMES:] - sums[:-_SMOOTH_FRAMES]).argmax(axis=1)
    outside = ~longest_rise(peaks)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], outside, [False]]).astype(np.int8)))
    return any(_in_order(peaks[start:end]) for start, end in edges.reshape(-1, 2))


def longest_rise(peaks: np.ndarray) -> np.ndarray:
    """Which values belong to the longest subsequence that never falls [n]."""
    lengths = np.zeros(int(peaks.max()) + 1, np.int64)  # Of the longest rise that ends in each value.
    ends = np.full(len(lengths), -1)  # Where that rise ends.
    before = np.empty(len(peaks), np.int64)
    for n, peak in enumerate(peaks):
        best = int(np.argmax(lengths[: peak + 1]))
        before[n] = ends[best]
        lengths[peak], ends[peak] = lengths[best] + 1, n
    within = np.zeros(len(peaks), bool)
    n = int(ends[np.argmax(lengths)])
    while n >= 0:
        within[n] = True
        n = int(before[n])
    return within


def _in_order(peaks: np.ndarray) -> bool:
    """Whether peaks go through phones as speech does."""
    if len(peaks) < _REPEAT_FRAMES or len(np.unique(peaks)) < _REPEAT_PHONES:
        return False
    steps = np.diff(peaks)
    return float(np.mean((steps >= 0) & (steps <= 2))) >= _REPEAT_ORDER
