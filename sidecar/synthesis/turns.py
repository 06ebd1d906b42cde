# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine for other threads: each pass waits for its turn among the requests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Generic

from sidecar.engines.base import EngineSpeech, P, Plan, SpeechEngine, VoiceInfo, VoiceMix
from sidecar.synthesis.scheduler import Priority, Scheduler

if TYPE_CHECKING:
    from sidecar.synthesis.request import SpeechRequest


class EngineInTurns(Generic[P]):
    """A `SpeechEngine` for callers that block in threads of their own.

    Never call `speak` on the event loop's or on the engine's thread: it waits for both.
    """

    def __init__(self, engine: SpeechEngine[P], scheduler: Scheduler) -> None:
        """Takes the engine and what shares it out; made on the scheduler's event loop."""
        self._engine = engine
        self._scheduler = scheduler
        self._loop = asyncio.get_running_loop()

    @property
    def name(self) -> str:
        """See `SpeechEngine.name`."""
        return self._engine.name

    @property
    def runtime_name(self) -> str:
        """See `SpeechEngine.runtime_name`."""
        return self._engine.runtime_name

    @property
    def revision(self) -> str:
        """See `SpeechEngine.revision`."""
        return self._engine.revision

    @property
    def prefers_like_lengths(self) -> bool:
        """See `SpeechEngine.prefers_like_lengths`."""
        return self._engine.prefers_like_lengths

    @property
    def sample_rate_hz(self) -> int:
        """See `SpeechEngine.sample_rate_hz`."""
        return self._engine.sample_rate_hz

    def load(self) -> None:
        """See `SpeechEngine.load`."""
        self._engine.load()

    def voices(self) -> tuple[VoiceInfo, ...]:
        """See `SpeechEngine.voices`."""
        return self._engine.voices()

    def keep(self, content: bytes) -> str:
        """See `SpeechEngine.keep`."""
        return self._engine.keep(content)

    def plan(self, request: SpeechRequest) -> Plan[P]:
        """See `SpeechEngine.plan`."""
        return self._engine.plan(request)

    def speak(self, one: P, voice: VoiceMix, speed: float, seed: int) -> EngineSpeech:
        """Speaks one pass when the engine is free; see `SpeechEngine.speak`.

        Raises:
            UnavailableError: The sidecar stops.
        """

        def steps() -> Iterator[EngineSpeech]:
            yield self._engine.speak(one, voice, speed, seed)

        async def spoken() -> EngineSpeech:
            return await anext(self._scheduler.submit(steps(), Priority.ENROLMENT))

        return asyncio.run_coroutine_threadsafe(spoken(), self._loop).result()

    def pieces(self, one: P, voice: VoiceMix, speed: float, seed: int) -> Iterator[EngineSpeech]:
        """A pass is one turn, so always whole; see `SpeechEngine.pieces`."""
        yield self.speak(one, voice, speed, seed)
