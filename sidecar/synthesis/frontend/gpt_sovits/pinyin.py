# SPDX-License-Identifier: GPL-3.0-or-later
"""Mandarin syllables as the two phones, initial and final with its tone, that the networks learned.

A syllable without an initial gets one that tells its first vowel (AA, EE, OO) or is the glide that it is
written with (y, w); the vowels of zi and zhi are finals of their own (i0, ir).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import regex
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.phrases_dict import phrases_dict

from models.gpt_sovits.phones import inventory
from sidecar.synthesis.frontend.mandarin.speech import to_ipa
from sidecar.synthesis.phonemes import TONES

_SYLLABLE = regex.compile(r"(?P<initial>[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?P<final>[aeiouv]\p{Ll}*)")
_AFTER_Y = {"e": "E", "an": "En", "u": "v", "uan": "van", "ue": "ve", "un": "vn"}
_AFTER_PALATAL = {"u": "v", "uan": "van", "ue": "ve", "un": "vn"}
_VOWEL_ONSETS = {"a": "AA", "e": "EE", "o": "OO"}
# Interjections without a vowel are said with the nearest syllable that has one.
_VOWELLESS = {"m": "en", "n": "en", "ng": "en", "hm": "hen", "hng": "heng", "ê": "ei"}


@cache
def to_phones(pinyin: str) -> tuple[str, ...]:
    """Initial and final of a syllable of numbered pinyin ("ma3", "lv4"); nothing for what is no syllable."""
    plain, tone = (pinyin[:-1], pinyin[-1]) if pinyin[-1:].isdecimal() else (pinyin, "5")
    plain = plain.replace("ü", "v")
    match = _SYLLABLE.fullmatch(_VOWELLESS.get(plain, plain))
    if match is None:
        return ()
    initial, final = match.group("initial", "final")
    if initial is None:
        initial = _VOWEL_ONSETS.get(final[0], "")
    elif initial in "jqx":
        final = _AFTER_PALATAL.get(final, final)
    elif initial == "y":
        final = _AFTER_Y.get(final, final)
    elif final == "i" and initial in ("z", "c", "s"):
        final = "i0"
    elif final == "i" and initial in ("zh", "ch", "sh", "r"):
        final = "ir"
    elif initial in "nl" and final == "ue":
        final = "ve"
    phones = (initial, f"{final}{tone}")
    return phones if all(phone in inventory("v1") for phone in phones) else ()


def erhua(pinyin: str) -> tuple[str, ...]:
    """Phones of a 儿 that is folded into the syllable given: er with that syllable's tone."""
    return to_phones(f"er{pinyin[-1:]}")


def syllables_of(symbols: str) -> list[str] | None:
    """Reads symbols of the front end's alphabet as syllables of pinyin; None where they are none."""
    known = _by_ipa()
    rest = "".join(symbols.split())
    best: list[list[str] | None] = [[]]
    for end in range(1, len(rest) + 1):
        found = None
        for start in range(max(0, end - 8), end):
            before, syllable = best[start], known.get(_tone_last(rest[start:end]))
            if before is not None and syllable and (found is None or len(before) + 1 < len(found)):
                found = [*before, syllable]
        best.append(found)
    return best[-1]


@cache
def _by_ipa() -> Mapping[str, str]:
    """Symbols, their tone at the end -> the syllable of pinyin that they write."""
    written = {
        to_normal(syllable, v_to_u=False) for readings in phrases_dict.values() for (syllable, *_) in readings
    }
    toned = [f"{plain}{tone}" for plain in sorted(written) for tone in (5, 4, 3, 2, 1)]
    return {_tone_last(ipa): s for s in toned if to_phones(s) and (ipa := to_ipa(s))}


def _tone_last(symbols: str) -> str:
    """The tone may be written behind the vowel (ʊ↗ŋ) or the syllable (ʊŋ↗)."""
    return "".join(sorted(symbols, key=lambda symbol: symbol in TONES))
