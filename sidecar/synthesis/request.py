# SPDX-License-Identifier: GPL-3.0-or-later
"""One line to be spoken, checked."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sidecar.engines.base import VoiceMix
from sidecar.errors import Violation
from sidecar.synthesis.frontend import LexiconEntry, TextError, languages
from sidecar.synthesis.frontend.surface import read_surface

MIN_SPEED, MAX_SPEED = 0.5, 2.0
MAX_LEXICON_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """What the pipeline speaks.

    Attributes:
        text: As typed.
        language: BCP-47.
        voice: Stock voices and their weights.
        speed: 0.5 to 2.0.
        seed: Same request, same seed, same samples.
        lexicon: The project's pronunciations.
    """

    text: str
    language: str
    voice: VoiceMix
    speed: float = 1.0
    seed: int = 0
    lexicon: tuple[LexiconEntry, ...] = ()


def text_violations(text: str, language: str) -> Iterator[Violation]:
    """What is wrong with a text and its language, as far as can be told without analysing it."""
    if language not in languages():
        yield Violation("language", f"{language!r} is not supported; use one of {', '.join(languages())}")
    try:
        read_surface(text, language if language in languages() else "en-US")
    except TextError as error:
        yield Violation(error.field, error.message)


def speed_violations(speed: float) -> Iterator[Violation]:
    """What is wrong with a speed."""
    if not (math.isfinite(speed) and MIN_SPEED <= speed <= MAX_SPEED):
        yield Violation("speed", f"{speed:g} is not within {MIN_SPEED} to {MAX_SPEED}")


def lexicon_violations(entry_count: int) -> Iterator[Violation]:
    """What is wrong with a lexicon's size; its entries are checked when the text is analysed."""
    if entry_count > MAX_LEXICON_ENTRIES:
        yield Violation("lexicon", f"has {entry_count} entries; at most {MAX_LEXICON_ENTRIES} are taken")
