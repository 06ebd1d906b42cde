# SPDX-License-Identifier: GPL-3.0-or-later
"""The phoneme alphabet that the front end writes and the engines read, and how to show it as plain IPA.

The alphabet is Kokoro-82M v1.0's (the symbols of its published configuration): IPA, plus single letters
that stand for diphthongs and affricates, stress marks before a syllable, Mandarin tones as arrows after a
vowel, and the punctuation that shapes a sentence's melody.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PACKED: Mapping[str, str] = MappingProxyType(
    {
        "A": "eɪ",
        "I": "aɪ",
        "O": "oʊ",
        "Q": "əʊ",
        "W": "aʊ",
        "Y": "ɔɪ",
        "S": "ss",
        "T": "ɾ",
        "ʣ": "dz",
        "ʤ": "dʒ",
        "ʥ": "dʑ",
        "ʦ": "ts",
        "ʧ": "tʃ",
        "ʨ": "tɕ",
        "\uab67": "tʂ",
        "ᵊ": "ə",
        "ᵻ": "ɪ",
        "ᵝ": "β",
    }
)
"""One symbol of the alphabet -> the IPA it stands for; a symbol that is not here is IPA already."""

AS_HEARD: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"hi-IN": {"c": "tʃ", "ɟ": "dʒ"}, "pt-BR": {"y": "i", "æ": "ɐ"}}
)
"""Language -> symbol with which espeak-ng, and so the voices, mean another sound than the IPA -> its IPA."""

PRIMARY_STRESS = "ˈ"
SECONDARY_STRESS = "ˌ"
STRESS: Mapping[str, int] = MappingProxyType({PRIMARY_STRESS: 1, SECONDARY_STRESS: 2})
"""Stress mark -> the stress (1 primary, 2 secondary) of the syllable that follows it."""

TONES: frozenset[str] = frozenset("→↗↓↘")
"""Mandarin's first to fourth tone, written after the vowel they belong to; the neutral tone has no mark."""

LENGTHS: frozenset[str] = frozenset("ːʰʲ\u0303")
"""Marks that lengthen, aspirate, palatalise or nasalise the phoneme before them."""

PUNCTUATION: frozenset[str] = frozenset(';:,.!?—…"()“”')
SPACE = " "

VOWELS: frozenset[str] = frozenset("AIOQWYaeiouyæøœɐɑɒɔəɚɛɜɤɨɪɯʊʌᵊᵻ")
CONSONANTS: frozenset[str] = frozenset("bcdfhjklmnpqrstvwxzçðŋɕɖɟɡɥɣɰɲɳɴɸɹɻɽɾʁʂʃʈʋʎʒʔʝβθχSTʣʤʥʦʧʨᵝ\uab67")
PHONES: frozenset[str] = VOWELS | CONSONANTS
"""Symbols that sound by themselves."""

ALPHABET: frozenset[str] = PHONES | LENGTHS | frozenset(STRESS) | TONES | PUNCTUATION | {SPACE}


def unpack(symbol: str, language: str = "") -> str:
    """Gives the plain IPA of one symbol of the alphabet (``A`` -> ``eɪ``; ``p`` -> ``p``) in a language."""
    return AS_HEARD.get(language, {}).get(symbol) or PACKED.get(symbol, symbol)
