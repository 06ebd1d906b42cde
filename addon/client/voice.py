# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices as the contract tells about them; no gRPC, no Blender."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

SIMILAR: Final = 0.75
"""From this similarity on a voice is recognisably like the person; the contract's number."""
VOICES: Final = "voices/"
UNSAVED: Final = "unsaved_blend_"
"""Ids of mixtures that are only being tried begin with it."""
NEUTRAL: Final = "neutral"
"""The delivery that every voice has, and speaks in where none is asked for."""
KOKORO: Final = "kokoro"
GPT_SOVITS: Final = "gpt-sovits"
_MOST_ID: Final = 63


class VoiceKind(Enum):
    """Where a voice comes from."""

    STOCK = 1
    BLEND = 2
    CLONED = 3
    TRAINED = 4
    IMPORTED = 5


_KINDS: Final = {kind.value: kind for kind in VoiceKind}
_ORDER: Final = (VoiceKind.CLONED, VoiceKind.TRAINED, VoiceKind.IMPORTED, VoiceKind.BLEND, VoiceKind.STOCK)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a cloned voice is like the person: cosines of speaker embeddings.

    Attributes:
        similarity: Of the voice and the recording.
        nearest_stock_voice: Resource name of the stock voice that is most like the recording.
        nearest_stock_similarity: Of that one and the recording.
    """

    similarity: float
    nearest_stock_voice: str
    nearest_stock_similarity: float

    @property
    def is_similar(self) -> bool:
        """Whether the voice is recognisably like the person."""
        return self.similarity >= SIMILAR


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice to cast.

    Attributes:
        name: Resource name, "voices/af_heart".
        title: "Heart".
        language: BCP-47 tag.
        gender: "female", "male" or empty.
        kind: Where it comes from.
        likeness: Of a cloned voice.
        has_preview: Whether a sample of it is kept.
        deliveries: Its ways of speaking.
        engine: What speaks in it, KOKORO or GPT_SOVITS.
        model_version: Of the network that came with an imported voice, "v2ProPlus".
    """

    name: str
    title: str
    language: str
    gender: str
    kind: VoiceKind
    likeness: Likeness | None = None
    has_preview: bool = False
    deliveries: tuple[str, ...] = (NEUTRAL,)
    engine: str = KOKORO
    model_version: str = ""

    @property
    def is_mixable(self) -> bool:
        """Whether it can be part of a blend."""
        return self.engine == KOKORO

    @property
    def is_expressive(self) -> bool:
        """Whether it has more than one way of speaking."""
        return len(self.deliveries) > 1

    def delivery_called(self, words: str) -> str | None:
        """The delivery of this name in the voice's own spelling, or None; capitals do not count."""
        wanted = words.strip()
        if wanted in self.deliveries:
            return wanted
        return next((own for own in self.deliveries if own.casefold() == wanted.casefold()), None)

    @property
    def is_own(self) -> bool:
        """Whether the animator made it, and may remove it."""
        return self.kind is not VoiceKind.STOCK


@dataclass(frozen=True, slots=True)
class VoiceFilter:
    """Which voices are looked for. What is empty lets all pass.

    Attributes:
        text: Words that must all begin a word that tells of the voice.
        language: BCP-47 tag that it was made in.
        gender: "female" or "male".
        kind: Where it comes from.
        names: Resource names of those that may be, or None.
    """

    text: str = ""
    language: str = ""
    gender: str = ""
    kind: VoiceKind | None = None
    names: frozenset[str] | None = None

    def matches(self, voice: Voice, words: str) -> bool:
        """Whether a voice passes.

        Args:
            voice: The voice.
            words: All that it can be found by: its name, language and kind as they are shown.
        """
        if (
            (self.language and voice.language != self.language)
            or (self.gender and voice.gender != self.gender)
            or (self.kind is not None and voice.kind is not self.kind)
            or (self.names is not None and voice.name not in self.names)
        ):
            return False
        told = _words(words)
        return all(any(word.startswith(wanted) for word in told) for wanted in _words(self.text))


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound to listen to: 16-bit little-endian mono samples at a rate in hertz."""

    audio: bytes
    sample_rate: int


def read_voice(message: Any) -> Voice:
    """A voice from the contract's message; a kind of a later contract counts as imported."""
    likeness = message.likeness
    return Voice(
        message.name,
        message.display_name or message.name.removeprefix(VOICES),
        message.language,
        {1: "female", 2: "male"}.get(message.gender, ""),
        _KINDS.get(message.kind, VoiceKind.IMPORTED),
        Likeness(likeness.similarity, likeness.nearest_stock_voice, likeness.nearest_stock_similarity)
        if message.HasField("likeness")
        else None,
        message.has_preview,
        tuple(message.deliveries) or (NEUTRAL,),
        message.engine or KOKORO,
        message.model_version,
    )


def is_unsaved(name: str) -> bool:
    """Whether a resource name is that of a mixture that is only being tried."""
    return name.startswith(VOICES + UNSAVED)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("_", " "))


def own_first(voices: Iterable[Voice]) -> list[Voice]:
    """People's voices, then blends, then stock voices; each kind as it came."""
    return sorted(voices, key=lambda voice: _ORDER.index(voice.kind))


def id_of(title: str) -> str:
    """The id of a voice that is called so: "Zoë's Voice" is "zoe_s_voice".

    A name with letters that have no Latin ones gets an id of its digest, the same each time.
    """
    letters = unicodedata.normalize("NFKD", title.strip().lower())
    words = re.sub(r"[^a-z0-9]+", "_", letters.encode("ascii", "ignore").decode()).strip("_")
    if not words or any(letter.isalpha() and not letter.isascii() for letter in letters):
        words = f"voice_{hashlib.sha256(title.strip().encode()).hexdigest()[:10]}"
    return (words if words[0].isalpha() else f"voice_{words}")[:_MOST_ID]


def free_id(title: str, voices: Iterable[Voice]) -> str:
    """An id for a new voice that is called so, which none of these voices has."""
    taken = {voice.name.removeprefix(VOICES) for voice in voices}
    wanted = candidate = id_of(title)
    number = 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted[: _MOST_ID - 5]}_{number}"
    return candidate


def namesake(title: str, voices: Iterable[Voice]) -> Voice | None:
    """The cloned voice that is called so already."""
    return next((v for v in voices if v.kind is VoiceKind.CLONED and v.title == title.strip()), None)
