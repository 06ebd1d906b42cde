# SPDX-License-Identifier: GPL-3.0-or-later
"""Sounds that no dictionary spells; their letters may be doubled at will."""

from __future__ import annotations

import regex

_SOUNDS = (
    (regex.compile(r"s+h+"), "ʃʃ"),
    (regex.compile(r"p+s+t+"), "pst"),
    (regex.compile(r"h+m+"), "hmm"),
    (regex.compile(r"m{2,}"), "mm"),
    (regex.compile(r"b+r{2,}"), "brr"),
    (regex.compile(r"g+r{2,}"), "ɡrr"),
    (regex.compile(r"t+s+k+"), "tsk"),
    (regex.compile(r"a+r+g+h+"), "ˈɑrɡ"),
)


def interjection(word: str, trill: str) -> str | None:
    """The symbols of a word that is a bare sound ("Shhh", "Hmm"), else None; ``trill``: the language's r."""
    said = next((symbols for sound, symbols in _SOUNDS if sound.fullmatch(word.casefold())), None)
    return said.replace("r", trill) if said else None
