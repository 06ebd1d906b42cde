# SPDX-License-Identifier: GPL-3.0-or-later
"""Cantonese in jyutping: an onset and a rime with its tone for each character, named with a Y before them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import regex
import ToJyutping

from models.gpt_sovits.phones import InventoryVersion, inventory
from sidecar.synthesis.frontend.base import Reading
from sidecar.synthesis.frontend.gpt_sovits.base import Reader, Spoken, unsayable
from sidecar.synthesis.frontend.mandarin.numbers import find_numbers

_ONSETS = ("gw", "kw", "ng", *"bpmfdtnlgkhwzcsj")
_SYLLABLE = regex.compile(r"[a-z]+[1-6]")


class Cantonese(Reader):
    """Cantonese as spoken in Hong Kong and written in Chinese characters; each character is a word."""

    tag = "yue-HK"

    def read(self, text: str, pinned: Sequence[Reading], version: InventoryVersion) -> list[Spoken]:
        """See ``Reader.read``; pronunciations cannot be given."""
        del version
        for pin in pinned:
            raise unsayable(text[pin.start : pin.end], pin.symbols, self.tag)
        typed, places = _written_out(text)
        words: list[Spoken] = []
        for (start, end), (_, reading) in zip(places, ToJyutping.get_jyutping_list(typed), strict=True):
            phones = tuple(p for syllable in _SYLLABLE.findall(reading or "") for p in to_phones(syllable))
            if phones and words and words[-1].start == start:
                words[-1] = Spoken(start, end, words[-1].phones + phones)
            elif phones:
                words.append(Spoken(start, end, phones))
        return words


def _written_out(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with its numbers in characters, and for each character the typed text it stands for."""
    typed = ""
    places: list[tuple[int, int]] = []
    last = 0
    for start, end, said in (*find_numbers(text), (len(text), len(text), "")):
        typed += text[last:start] + said
        places += [(i, i + 1) for i in range(last, start)] + [(start, end)] * len(said)
        last = end
    return typed, places


@cache
def to_phones(jyutping: str) -> tuple[str, ...]:
    """Phones of a syllable of jyutping ("gwong2"); nothing for what is no syllable.

    A syllable that begins with a vowel, or has none, is cut inside its rime, as the inventory was made:
    its longest beginning that is a phone, then the rest with the tone, or its last letter if there is none.
    """
    known = inventory("v2")
    plain, tone = jyutping[:-1], jyutping[-1]
    onset = next((onset for onset in _ONSETS if plain.startswith(onset)), "")
    if onset and f"Y{plain[len(onset) :]}{tone}" in known:
        return f"Y{onset}", f"Y{plain[len(onset) :]}{tone}"
    for length in range(len(plain), 0, -1):
        phones = (f"Y{plain[:length]}", f"Y{plain[length:] or plain[-1]}{tone}")
        if all(phone in known for phone in phones):
            return phones
    return (f"Y{plain}{tone}",) if f"Y{plain}{tone}" in known else ()
