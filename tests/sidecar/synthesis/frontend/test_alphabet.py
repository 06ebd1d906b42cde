# SPDX-License-Identifier: GPL-3.0-or-later
"""The front end's alphabet is the engine's, and every symbol of it can be shown as IPA."""

from __future__ import annotations

import pytest
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

from models.kokoro.vocabulary import VOCABULARY
from sidecar.synthesis.frontend.mandarin.speech import to_ipa
from sidecar.synthesis.phonemes import (
    ALPHABET,
    CONSONANTS,
    LENGTHS,
    PACKED,
    PHONES,
    PUNCTUATION,
    STRESS,
    TONES,
    VOWELS,
    unpack,
)

pytestmark = pytest.mark.unit


def test_the_alphabet_is_what_the_voices_know() -> None:
    assert set(VOCABULARY) == ALPHABET


def test_every_symbol_has_one_role() -> None:
    roles = [VOWELS, CONSONANTS, LENGTHS, frozenset(STRESS), TONES, PUNCTUATION, {" "}]
    assert sum(len(role) for role in roles) == len(ALPHABET)


def test_packed_symbols_unpack_to_plain_ipa() -> None:
    assert [unpack(s) for s in "AIOWYQʧʤTᵊᵻ"] == [
        *("eɪ", "aɪ", "oʊ", "aʊ", "ɔɪ", "əʊ", "tʃ", "dʒ", "ɾ", "ə", "ɪ"),
    ]
    assert unpack("p") == "p"
    assert set(PACKED) <= PHONES
    assert not set("".join(PACKED.values())) & set("AIOWYQTS")


def test_every_mandarin_syllable_sounds() -> None:
    syllables = {
        to_tone3(p, neutral_tone_with_five=True) for ps in PINYIN_DICT.values() for p in ps.split(",")
    }
    silent = {s for s in syllables if not set(to_ipa(s)) & VOWELS | set(to_ipa(s)) & set("mnŋ")}
    assert len(syllables) > 1200
    assert not silent
