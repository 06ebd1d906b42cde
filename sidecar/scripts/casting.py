# SPDX-License-Identifier: GPL-3.0-or-later
"""Suggests a voice for each character: their language, no two alike, the best voices first."""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from importlib import resources

from sidecar.engines.base import Gender
from sidecar.scripts.model import ScriptCharacter
from sidecar.voices.voice import Voice

_GENDERS: tuple[Gender, Gender] = ("female", "male")
_FALLBACK = "en-US"
"""Its voices are the best, and speak any language."""


def suggest_voices(
    characters: Sequence[ScriptCharacter], voices: Sequence[Voice], taken: Collection[str] = ()
) -> dict[str, str]:
    """Name of each character -> id of a stock voice.

    Who has the most lines chooses first: a voice made in their language, else in another country's way of
    speaking it, else in another language; women's and men's voices by turns. When all are taken they are used
    again.

    Args:
        characters: The most lines first.
        voices: Those there are; others than stock voices are somebody's, and not suggested.
        taken: Ids of voices that are not to be suggested while there are others.
    """
    stock = {voice.id: voice for voice in voices if voice.kind == "stock"}
    if not stock:
        return {}
    casting = _Casting(stock, taken)
    for is_native in (True, False):
        for i, character in enumerate(characters):
            if character.name not in casting.chosen:
                casting.choose(character, _GENDERS[i % 2], is_native)
    return casting.chosen


class _Casting:
    def __init__(self, stock: dict[str, Voice], taken: Collection[str]) -> None:
        self.chosen: dict[str, str] = {}
        self._stock = sorted(stock.values(), key=lambda voice: _rank(voice.id))
        self._used = Counter(voice_id for voice_id in taken if voice_id in stock)

    def choose(self, character: ScriptCharacter, gender: Gender, is_native: bool) -> None:
        """Gives a character the best voice that is free; else, if it need not be native, the least used."""
        voices = list(self._candidates(character.language, gender, is_native))
        free = [voice for voice in voices if not self._used[voice.id]]
        if free:
            best = free[0]
        elif is_native:
            return
        else:
            native = list(self._candidates(character.language, gender, True))
            best = min(native or voices, key=lambda voice: self._used[voice.id])
        self.chosen[character.name] = best.id
        self._used[best.id] += 1

    def _candidates(self, language: str, gender: Gender, is_native: bool) -> Iterator[Voice]:
        """Voices, the best first."""

        def distance(voice: Voice) -> tuple[int, bool]:
            if voice.language == language:
                return 0, voice.gender != gender
            if _base(voice.language) == _base(language):
                return 1, voice.gender != gender
            return 2 if voice.language == _FALLBACK else 3, voice.gender != gender

        for voice in sorted(self._stock, key=distance):
            if not is_native or distance(voice)[0] < 2:
                yield voice


def _base(language: str) -> str:
    return language.partition("-")[0]


@functools.cache
def _order() -> dict[str, int]:
    file = resources.files("sidecar.scripts").joinpath("casting.toml")
    lists = tomllib.loads(file.read_text("utf-8")).values()
    return {voice: at for voices in lists for gender in _GENDERS for at, voice in enumerate(voices[gender])}


def _rank(voice_id: str) -> tuple[int, str]:
    return _order().get(voice_id, len(_order())), voice_id
