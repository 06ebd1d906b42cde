# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pipeline asks of a speech engine, whichever network is behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

import numpy as np

if TYPE_CHECKING:
    from sidecar.synthesis.frontend import Token, Word
    from sidecar.synthesis.request import SpeechRequest

STOCK_ENGINE = "kokoro"
"""Name of the engine that speaks in stock voices, blends and clones."""

VoiceMix = tuple[tuple[str, float], ...]
"""(id, weight) pairs; weights are positive and sum to 1. One voice is a mix of one.

An id is one of the engine's own voices ("af_heart"), or the digest of a personal voice's content
("sha256:" and 64 hexadecimal digits), which the engine reads where it was told to.
"""

Gender = Literal["female", "male"]


class TimingSource(IntEnum):
    """Where times come from, the surer first; the contract's numbers."""

    DURATIONS = 1
    """The voice chose how long each sound lasts."""
    ATTENTION = 2
    """Read off what the network attended to while it spoke."""
    PROPORTIONAL = 3
    """Usual lengths of the sounds between the pauses that are heard."""


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice the engine has of its own.

    Attributes:
        id: Such as "af_heart".
        display_name: Such as "Heart".
        language: BCP-47, such as "en-US".
        gender: How the voice sounds.
    """

    id: str
    display_name: str
    language: str
    gender: Gender


@dataclass(frozen=True, slots=True)
class TimedToken:
    """A token's place in the audio, [start_sample, end_sample).

    Symbol "" is silence that no token of the sentence accounts for (before and after speech).
    """

    symbol: str
    word_index: int | None
    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class EngineSpeech:
    """A pass, or whole words of one, spoken.

    Attributes:
        audio: float32 [samples], mono, full scale 1.0.
        sample_rate_hz: Of the audio and of the tokens' times.
        tokens: In order, without gap or overlap from 0 to len(audio).
        timing_source: Where their times come from.
        confidence: How sure the times are, 0 to 1.
        begins: Whether it is the beginning of its pass.
        ends: Whether it is the end of its pass.
    """

    audio: np.ndarray
    sample_rate_hz: int
    tokens: tuple[TimedToken, ...]
    timing_source: TimingSource = TimingSource.DURATIONS
    confidence: float = 1.0
    begins: bool = True
    ends: bool = True


class Pass(Protocol):
    """What an engine speaks in one go."""

    @property
    def tokens(self) -> Sequence[Token]:
        """What is said, in the phoneme alphabet."""
        ...


P = TypeVar("P", bound=Pass)


@dataclass(frozen=True, slots=True)
class Plan(Generic[P]):
    """A line as an engine will speak it.

    Attributes:
        words: As typed.
        groups: Passes in order. Those of one group hold parts of one word, and must be finished together;
            nearly every group is a single pass.
    """

    words: tuple[Word, ...]
    groups: tuple[tuple[P, ...], ...]


class SpeechEngine(Protocol[P]):
    """A text-to-speech network behind one door. `speak` may be called from any one thread at a time."""

    @property
    def name(self) -> str:
        """Short name, such as "kokoro"."""
        ...

    @property
    def runtime_name(self) -> str:
        """Runtime and device once loaded, "not loaded" before; for logs and reports."""
        ...

    @property
    def revision(self) -> str:
        """What besides a request decides its samples: weights, runtime, arithmetic, corrections.

        Known before `load`. Two engines of one name and revision speak alike; where it differs, what one has
        spoken is not what the other would speak.
        """
        ...

    @property
    def prefers_like_lengths(self) -> bool:
        """Whether lines of like length, one after the other, are spoken faster."""
        ...

    @property
    def sample_rate_hz(self) -> int:
        """Of all audio this engine makes."""
        ...

    def load(self) -> None:
        """Gets the network ready; blocks, seconds to a minute. A second call does nothing."""
        ...

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The engine's own voices; known before `load`."""
        ...

    def keep(self, content: bytes) -> str:
        """Takes in a personal voice that is stored nowhere, to speak with it soon; it may be forgotten later.

        Returns:
            Its id.

        Raises:
            ValueError: The content is not a voice of this engine's.
        """
        ...

    def plan(self, request: SpeechRequest) -> Plan[P]:
        """Reads a line and cuts it into passes; needs no `load`. From one thread at a time.

        Raises:
            TextError: The text cannot be spoken, or a pronunciation is wrong.
            VoxrigError: The voice cannot be used.
        """
        ...

    def speak(self, one: P, voice: VoiceMix, speed: float, seed: int) -> EngineSpeech:
        """Speaks one pass.

        Args:
            one: Such as `plan` gives.
            voice: Voices and their weights.
            speed: 1.0 is the voice's own; larger is faster.
            seed: Same seed, same audio.

        Raises:
            RuntimeError: The engine is not loaded.
            ValueError: A symbol, voice, speed or the length is out of bounds.
            VoxrigError: The voice is damaged, or something that it needs is missing.
        """
        ...

    def pieces(self, one: P, voice: VoiceMix, speed: float, seed: int) -> Iterator[EngineSpeech]:
        """Speaks one pass as it is asked for in the line's options: whole, or in pieces as they are made.

        See `speak`.

        Yields:
            What follows one another without a gap; no word is in two of them.
        """
        ...


@dataclass(frozen=True)
class Engines:
    """Who can speak.

    Attributes:
        main: Whose voices everybody has; loaded at the start, while the others wait to be needed.
        others: Speak in personal voices only.
    """

    main: SpeechEngine[Any]
    others: tuple[SpeechEngine[Any], ...] = ()

    def __iter__(self) -> Iterator[SpeechEngine[Any]]:
        yield self.main
        yield from self.others

    def __getitem__(self, name: str) -> SpeechEngine[Any]:
        return {engine.name: engine for engine in self}[name]
