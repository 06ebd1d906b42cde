# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts a stretch of speech into the chunks of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from protos.voxrig.v1 import speech_pb2
from sidecar.services import writing
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.speech import Speech

CHUNK_SECONDS = 0.1
"""Small enough to be played without delay, large enough not to drown in messages."""


def chunks_of(stretch: Speech, encoding: Encoding) -> Iterator[speech_pb2.StreamChunk]:
    """Chunks of equal length, about 100 ms each, with the phonemes and words that start in them."""
    total = len(stretch.audio)
    count = max(1, round(total / (CHUNK_SECONDS * stretch.sample_rate_hz)))
    for first, last in pairwise(total * i // count for i in range(count + 1)):
        start, end = stretch.start_sample + first, stretch.start_sample + last
        yield speech_pb2.StreamChunk(
            audio=encoding.encode(stretch.audio[first:last]),
            start_sample=start,
            phonemes=writing.phonemes(p for p in stretch.phonemes if start <= p.start_sample < end),
            words=writing.words(w for w in stretch.words if start <= w.start_sample < end),
        )
