# SPDX-License-Identifier: GPL-3.0-or-later
"""Which attention heads follow the text, and what they say together.

Nothing trains the heads to align. Some point at a sink (often the last phone) whatever is said, all the time
or in some frames; some are flat; some follow the text. A head follows the text when its best path forwards
through the phones is better than its best path backwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.gpt_sovits.timing.acoustics import HEARD_BELOW
from models.gpt_sovits.timing.phone_classes import PhoneClass
from models.gpt_sovits.timing.sentence import Sentence

_SMOOTHING = 0.25
"""Of a flat row, added before logarithms: what is below says nothing."""
_SINK_SHARE = 0.25
_SINK_SPREAD = 0.5
"""A sink attracts so large a share of the heard frames, spread over so much of them. A phone that is held
attracts as many, but together."""
_SINK_GAPS = 1.3
"""Looks at a sink are interrupted: they spread over more frames than they are."""
_ALL_SHARE = 0.9
_SINK_PHONES = 6
"""In a sentence of so many phones none has nine tenths of the frames; in one of fewer a vowel may."""
_PAUSE_EDGE_FRAMES = 2
"""So near to a pause a head may look at it though something is heard."""
_LOST_TO_SINK = 0.85
"""A head that looks at its sink for so much of the time is no use."""
_MIN_GAIN = 0.05
"""Nats a frame by which forwards beats backwards. Noise and flat heads stay below."""
_MIN_SHARE_OF_BEST = 0.3
"""Heads that follow the text less than this, compared with the one that does best, blur it."""


@dataclass(frozen=True, eq=False, slots=True)
class Evidence:
    """What the heads that are kept say.

    Attributes:
        attention: Their weighted mean [frames, phones]; flat where none says anything.
        informative: Whether any does, [frames].
        heads: The attention of each that is kept [kept, frames, phones].
        trusted: Where each is not at its sink [kept, frames].
    """

    attention: np.ndarray
    informative: np.ndarray
    heads: np.ndarray
    trusted: np.ndarray


def gather(attention: np.ndarray, sentence: Sentence, quietness: np.ndarray) -> Evidence:
    """Drops the heads, and the frames of heads, that say nothing; averages the rest.

    Args:
        attention: Probabilities [heads, frames, phones].
        sentence: The phones.
        quietness: How likely each frame is silent [frames].
    """
    heard = quietness < HEARD_BELOW
    trusted = ~np.stack([_at_sink(head, sentence, heard) for head in attention])
    gains = _gains(attention) * (trusted.sum(axis=1) > (1 - _LOST_TO_SINK) * len(quietness))
    best = float(gains.max())
    kept = gains >= max(_MIN_GAIN, _MIN_SHARE_OF_BEST * best)
    if not kept.any():  # The least bad; the confidence will tell.
        kept[int(np.argmax(gains))] = True
    weights = np.maximum(gains[kept], _MIN_GAIN)[:, None] * trusted[kept]
    total = weights.sum(axis=0)
    informative = total > 0
    mean = np.einsum("hf,hfp->fp", weights, attention[kept])
    flat = np.full_like(mean, 1 / attention.shape[2])
    mean = np.where(informative[:, None], mean / np.where(informative, total, 1)[:, None], flat)
    return Evidence(mean, informative, attention[kept], trusted[kept])


def _at_sink(head: np.ndarray, sentence: Sentence, heard: np.ndarray) -> np.ndarray:
    """Where a head [frames, phones] looks at a sink, or, though something is heard, at a pause [frames]."""
    looks = head.argmax(axis=1)
    pauses = np.array([kind is PhoneClass.PAUSE for kind in sentence.classes])
    reach = 2 * _PAUSE_EDGE_FRAMES + 1
    heard_around = np.convolve(heard, np.ones(reach))[_PAUSE_EDGE_FRAMES:][: len(heard)]
    away = pauses[looks] & (heard_around == reach)
    frames = np.flatnonzero(heard)
    if len(sentence.classes) < _SINK_PHONES or not len(frames):
        return away
    counts = np.bincount(looks[frames], minlength=len(pauses))
    for phone in np.flatnonzero(counts > _SINK_SHARE * len(frames)):
        where = np.flatnonzero(looks[frames] == phone)
        # Twice the middle half of what it attracts: a few strays far away make no sink.
        spread = float(np.diff(np.percentile(where, [25, 75]))[0]) * 2 / len(frames)
        share = len(where) / len(frames)
        if share > _ALL_SHARE or spread > max(_SINK_SPREAD, _SINK_GAPS * share):
            away |= looks == phone
    return away


def _gains(attention: np.ndarray) -> np.ndarray:
    """By how much the best path forwards beats the best one backwards, in nats a frame [heads]."""
    smoothing = _SMOOTHING / attention.shape[2]
    # Relative to what a phone gets on average, which takes sinks out.
    usual = attention.mean(axis=1, keepdims=True)
    information = np.log((attention + smoothing) / (usual + smoothing))
    # Both directions at once: [2, heads, frames, phones].
    both = np.stack([information, information[:, ::-1]])
    score = np.zeros(both.shape[:2] + both.shape[3:])
    for frame in range(both.shape[2]):
        score = np.maximum.accumulate(score, axis=2) + both[:, :, frame]
    forwards, backwards = score.max(axis=2) / both.shape[2]
    return forwards - backwards
