# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pipeline asks of a speech engine, whichever network is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

if TYPE_CHECKING:
    from sidecar.synthesis.frontend import Sentence

VoiceMix = tuple[tuple[str, float], ...]
"""(id, weight) pairs; weights are positive and sum to 1. One voice is a mix of one.

An id is one of the engine's own voices ("af_heart"), or the digest of a personal voice's content
("sha256:" and 64 hexadecimal digits), which the engine reads where it was told to.
"""

Gender = Literal["female", "male"]


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
    """One sentence, spoken.

    Attributes:
        audio: float32 [samples], mono, full scale 1.0.
        sample_rate_hz: Of the audio and of the tokens' times.
        tokens: In order, without gap or overlap from 0 to len(audio).
    """

    audio: np.ndarray
    sample_rate_hz: int
    tokens: tuple[TimedToken, ...]


class SpeechEngine(Protocol):
    """A text-to-speech network behind one door. `speak` may be called from any one thread at a time."""

    @property
    def name(self) -> str:
        """Short name, such as "kokoro"."""
        ...

    @property
    def runtime_name(self) -> str:
        """Runtime and device once loaded, for logs and reports."""
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

    @property
    def max_tokens(self) -> int:
        """Most tokens `speak` takes in one sentence."""
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

    def speak(self, sentence: Sentence, voice: VoiceMix, speed: float, seed: int) -> EngineSpeech:
        """Speaks one sentence.

        Args:
            sentence: 1 to `max_tokens` tokens of the engine's alphabet.
            voice: Voices and their weights.
            speed: 1.0 is the voice's own; larger is faster.
            seed: Same seed, same audio.

        Raises:
            RuntimeError: The engine is not loaded.
            ValueError: A symbol, voice, speed or the length is out of bounds, or a personal voice is damaged.
        """
        ...
