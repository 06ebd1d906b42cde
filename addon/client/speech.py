# SPDX-License-Identifier: GPL-3.0-or-later
"""A line and its speech, as they cross between client, scene and lip-sync; no gRPC, no Blender."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ..lipsync import Phone
from ..lipsync.loudness import levels
from .sampling import DEFAULT, Sampling
from .sureness import SURE, Sureness
from .voice import GPT_SOVITS, NEUTRAL, Voice


class Pronunciation(NamedTuple):
    """How a word is pronounced: IPA with stress marks."""

    word: str
    phonemes: str


@dataclass(frozen=True, slots=True)
class LineRequest:
    """A line to be spoken.

    Attributes:
        uid: The line's id.
        text: What is said.
        voice: Resource name of the voice.
        language: BCP-47 tag, empty for the voice's own.
        speed: 0.5 to 2.
        seed: Not negative.
        lexicon: The scene's pronunciations of words that may stand in the text.
        delivery: How it is said; a note for the animator unless the voice has a delivery of that name.
        sampling: For GPT-SoVITS voices.
    """

    uid: str
    text: str
    voice: str
    language: str = ""
    speed: float = 1.0
    seed: int = 0
    lexicon: tuple[Pronunciation, ...] = ()
    delivery: str = ""
    sampling: Sampling = DEFAULT

    def spoken_by(self, voice: Voice | None) -> LineRequest:
        """What of it can be asked of its voice; the sidecar refuses a delivery that a voice does not have.

        Args:
            voice: The voice; None if the sidecar has not told of it.
        """
        found = voice.delivery_called(self.delivery) if voice is not None else None
        is_sampled = voice is not None and voice.engine == GPT_SOVITS
        return replace(
            self,
            delivery="" if found in (None, NEUTRAL) else found,
            sampling=self.sampling if is_sampled else DEFAULT,
        )


class Sound(NamedTuple):
    """A phoneme or a pause; times in samples of the clip; stress 0 none, 1 primary, 2 secondary.

    `level` is its loudness in dB against the median vowel of the line.
    """

    symbol: str
    start: int
    end: int
    stress: int
    word: int | None
    level: float = 0.0


class SpokenWord(NamedTuple):
    """A word, its place in the text in code points, its time in samples."""

    text: str
    char_start: int
    char_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Timings:
    """When everything in a clip is heard.

    Attributes:
        sample_rate: Samples per second of every time here.
        sample_count: Length of the clip.
        sounds: Phonemes and pauses in order, tiling the clip.
        words: Words in the order of the text.
    """

    sample_rate: int
    sample_count: int
    sounds: tuple[Sound, ...]
    words: tuple[SpokenWord, ...]

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.sample_count / self.sample_rate

    def phones(self, until: float | None = None) -> list[Phone]:
        """The sounds for the lip-sync, in seconds, cut off at `until`."""
        rate = self.sample_rate
        phones = [
            Phone(s.symbol, s.start / rate, s.end / rate, s.stress, s.word, s.level) for s in self.sounds
        ]
        if until is None:
            return phones
        kept = (phone for phone in phones if phone.start < until)
        return [phone if phone.end <= until else replace(phone, end=until) for phone in kept]

    def heard(self, audio: bytes) -> Timings:
        """The same with the level of every sound, as it is in the audio (see `Speech.audio`)."""
        sounds = self.sounds
        loudness = levels(
            np.frombuffer(audio, dtype="<i2"),
            [sound.symbol for sound in sounds],
            [sound.start for sound in sounds],
            [sound.end for sound in sounds],
        )
        leveled = (
            sound._replace(level=round(level, 1)) for sound, level in zip(sounds, loudness, strict=True)
        )
        return replace(self, sounds=tuple(leveled))

    def to_json(self) -> str:
        """A compact form for a property of a .blend."""
        data = {
            "rate": self.sample_rate,
            "count": self.sample_count,
            "sounds": self.sounds,
            "words": self.words,
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Timings:
        """The inverse of `to_json`.

        Raises:
            ValueError: If the text is not what `to_json` writes.
        """
        try:
            data = json.loads(text)
            sounds = tuple(Sound(*entry) for entry in data["sounds"])
            words = tuple(SpokenWord(*entry) for entry in data["words"])
            return cls(int(data["rate"]), int(data["count"]), sounds, words)
        except (KeyError, TypeError) as error:
            raise ValueError(f"stored phonemes cannot be read: {error!r}") from error


@dataclass(frozen=True, slots=True)
class Speech:
    """A spoken line.

    Attributes:
        audio: 16-bit little-endian mono samples.
        timings: When everything is heard, at the same sample rate.
        sureness: How far the timings can be trusted.
    """

    audio: bytes
    timings: Timings
    sureness: Sureness = SURE
