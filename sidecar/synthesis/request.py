# SPDX-License-Identifier: GPL-3.0-or-later
"""One line to be spoken, checked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sidecar.engines.base import STOCK_ENGINE, VoiceMix
from sidecar.errors import Violation
from sidecar.synthesis.frontend import LexiconEntry, TextError, languages
from sidecar.synthesis.frontend.surface import read_surface
from sidecar.synthesis.options import GptSovitsOptions

MIN_SPEED, MAX_SPEED = 0.5, 2.0
MAX_LEXICON_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """What the pipeline speaks.

    Attributes:
        text: As typed.
        language: BCP-47.
        voice: What the engine mixes, and the weights.
        speed: 0.5 to 2.0.
        seed: Same request, same seed, same samples.
        lexicon: The project's pronunciations.
        engine: Name of the voice's engine.
        options: Of that engine, if it has any; None for its defaults.
    """

    text: str
    language: str
    voice: VoiceMix
    speed: float = 1.0
    seed: int = 0
    lexicon: tuple[LexiconEntry, ...] = ()
    engine: str = STOCK_ENGINE
    options: GptSovitsOptions | None = None


def text_violations(text: str, language: str, spoken: Sequence[str] = ()) -> Iterator[Violation]:
    """What is wrong with a text and its language, as far as can be told without analysing it.

    Args:
        text: The text.
        language: Its language.
        spoken: What the voice speaks; empty for what stock voices do.
    """
    known = spoken or languages()
    if language not in known:
        yield Violation("language", f"{language!r} is not supported; use one of {', '.join(known)}")
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
