# SPDX-License-Identifier: GPL-3.0-or-later
"""What batches have spoken: the latest in memory, to be fetched piece by piece; all of it in the cache."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np

from sidecar.synthesis.batch import Batch, Line
from sidecar.synthesis.cache import SpeechCache
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.speech import Speech

_PHONEME_BYTES = 200
"""What a phoneme takes in memory, roughly, with its part of a word."""


@dataclass(frozen=True, slots=True)
class Result:
    """A line of a batch.

    Attributes:
        times: The line without its samples.
        data: The samples, encoded as the batch wants them.
    """

    times: Speech
    data: bytes

    @property
    def byte_count(self) -> int:
        """What it takes in memory."""
        return len(self.data) + _PHONEME_BYTES * len(self.times.phonemes)


class Results:
    """The results of finished lines. All methods belong to the event loop's thread."""

    def __init__(self, cache: SpeechCache, byte_limit: int) -> None:
        """Takes where all results are, and what the latest may take in memory."""
        self._cache = cache
        self._byte_limit = byte_limit
        self._latest: OrderedDict[tuple[str, str], Result] = OrderedDict()
        self._held = 0

    async def add(self, batch: Batch, line: Line, speech: Speech) -> None:
        """Takes in what a line has become; whether it is in the cache is not asked."""
        self._remember(batch, line, await asyncio.to_thread(_result, speech, batch.encoding))

    async def find(self, batch: Batch, line: Line) -> Result | None:
        """The result of a line that is done; None if it is lost and has to be spoken again."""
        known = self._latest.get((batch.id, line.id))
        if known is not None:
            self._latest.move_to_end((batch.id, line.id))
            return known
        found = await asyncio.to_thread(self._read, line.sound_key, batch.encoding)
        if found is not None:
            self._remember(batch, line, found)
        return found

    def holds(self, batch: Batch, line: Line) -> bool:
        """Whether a result is in memory."""
        return (batch.id, line.id) in self._latest

    def _read(self, key: str, encoding: Encoding) -> Result | None:
        speech = self._cache.get(key)
        return None if speech is None else _result(speech, encoding)

    def _remember(self, batch: Batch, line: Line, result: Result) -> None:
        before = self._latest.pop((batch.id, line.id), None)
        self._latest[batch.id, line.id] = result
        self._held += result.byte_count - (before.byte_count if before else 0)
        while self._held > self._byte_limit and len(self._latest) > 1:
            self._held -= self._latest.popitem(last=False)[1].byte_count


def _result(speech: Speech, encoding: Encoding) -> Result:
    times = replace(speech, audio=np.empty(0, np.float32))
    return Result(times, encoding.encode(speech.audio))
