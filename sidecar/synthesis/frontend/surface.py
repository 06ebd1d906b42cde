# SPDX-License-Identifier: GPL-3.0-or-later
"""The typed text made ready: checked, and its inline pronunciations taken out of it.

``[Voxrig](/vˈɑksɹˌɪɡ/)`` shows, and is timed as, "Voxrig"; the phonemes between the slashes say how.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

from sidecar.synthesis.frontend.base import Reading
from sidecar.synthesis.frontend.errors import TextError
from sidecar.synthesis.frontend.pronunciation import BadSymbolError, has_phone, to_symbols

MAX_CHARACTERS = 10_000

_OVERRIDE = regex.compile(r"\[(?P<shown>[^\[\]]*)\]\(/(?P<phonemes>[^()/]*)/\)")
_UNFINISHED = regex.compile(r"\]\(/")


@dataclass(frozen=True, slots=True)
class Surface:
    """The text as shown (without markup).

    Attributes:
        text: What is to be spoken; line breaks and tabs are kept.
        origin: For each character of ``text`` its index in the typed text.
        pinned: Words with a pronunciation given inline; places are in ``text``.
    """

    text: str
    origin: tuple[int, ...]
    pinned: tuple[Reading, ...]


def read_surface(typed: str, language: str) -> Surface:
    """Checks the typed text and takes the inline pronunciations out of it.

    Raises:
        TextError: Field ``text``: empty, too long, control characters, bad inline pronunciation.
    """
    _check_characters(typed)
    shown: list[str] = []
    origin: list[int] = []
    pinned: list[Reading] = []
    last = 0

    def keep(start: int, end: int) -> None:
        shown.append(typed[start:end])
        origin.extend(range(start, end))

    for match in _OVERRIDE.finditer(typed):
        keep(last, match.start())
        start, end = _trimmed(typed, *match.span("shown"))
        symbols = _inline_symbols(match, language)
        if start == end:
            raise TextError("text", f"the brackets at character {match.start()} hold no word to be shown.")
        pinned.append(Reading(len(origin), len(origin) + end - start, symbols))
        keep(start, end)
        last = match.end()
    keep(last, len(typed))
    text = "".join(shown)
    unfinished = _UNFINISHED.search(text)
    if unfinished:
        raise TextError(
            "text",
            f"the pronunciation at character {origin[unfinished.start()]} is unfinished; "
            "write it as [word](/phonemes/).",
        )
    return Surface(text, tuple(origin), tuple(pinned))


def _check_characters(typed: str) -> None:
    if not typed.strip():
        raise TextError("text", "is empty; type what is to be said.")
    if len(typed) > MAX_CHARACTERS:
        raise TextError(
            "text",
            f"has {len(typed)} characters; at most {MAX_CHARACTERS} can be spoken as one line: split it.",
        )
    for index, character in enumerate(typed):
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t":
            kind = "control character" if unicodedata.category(character) == "Cc" else "lone surrogate"
            raise TextError("text", f"has a {kind}, U+{ord(character):04X}, at character {index}; remove it.")


def _trimmed(typed: str, start: int, end: int) -> tuple[int, int]:
    while start < end and typed[start].isspace():
        start += 1
    while end > start and typed[end - 1].isspace():
        end -= 1
    return start, end


def _inline_symbols(match: regex.Match[str], language: str) -> str:
    shown = match.group("shown")
    try:
        symbols = to_symbols(match.group("phonemes"), language)
    except BadSymbolError as bad:
        raise TextError(
            "text",
            f"the pronunciation of {shown!r} has {bad.symbol!r} (U+{ord(bad.symbol):04X}) at character "
            f"{match.start('phonemes') + bad.index}, which is no phoneme that the voices know.",
        ) from bad
    if not has_phone(symbols):
        raise TextError(
            "text", f"the pronunciation of {shown!r} at character {match.start()} has no phoneme."
        )
    return symbols
