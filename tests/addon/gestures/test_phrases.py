# SPDX-License-Identifier: GPL-3.0-or-later
"""Phrases, stresses and prominence, from what is heard."""

from __future__ import annotations

import pytest

from addon.gestures.phrases import phrases
from addon.lipsync import Phone

pytestmark = pytest.mark.unit


def said(*rows: tuple[str, float, int, int | None]) -> list[Phone]:
    """Phones one after the other: symbol, seconds, stress, word."""
    clock, result = 0.0, []
    for symbol, length, stress, word in rows:
        result.append(Phone(symbol, clock, clock + length, stress, word))
        clock += length
    return result


HALLO = (("h", 0.1, 0, 0), ("ə", 0.1, 0, 0), ("l", 0.1, 0, 0), ("oʊ", 0.2, 1, 0))


def test_a_real_pause_parts_phrases_and_the_closure_of_a_stop_does_not() -> None:
    line = said(*HALLO, ("sil", 0.08, 0, None), *HALLO, ("sil", 0.5, 0, None), *HALLO, ("sil", 0.3, 0, None))
    first, second = phrases(line)
    assert (first.start, first.end, first.pause) == pytest.approx((0.0, 1.08, 0.5))
    assert (second.start, second.end, second.pause) == pytest.approx((1.58, 2.08, 0.3))


def test_nothing_said_has_no_phrase() -> None:
    assert phrases([]) == []
    assert phrases(said(("sil", 1.0, 0, None))) == []


def test_the_last_accent_of_a_phrase_is_its_nucleus() -> None:
    (phrase,) = phrases(said(("ɑ", 0.1, 1, 0), ("m", 0.1, 0, 0), ("ɑ", 0.1, 1, 1)))
    assert [accent.nuclear for accent in phrase.accents] == [False, True]
    assert phrase.accents[1].prominence > phrase.accents[0].prominence
    assert phrase.word_ends == pytest.approx((0.2,))


def test_loud_and_long_vowels_stand_out() -> None:
    line = said(("ɑ", 0.1, 1, 0), ("m", 0.1, 0, 0), ("ɑ", 0.2, 1, 1), ("m", 0.1, 0, 1), ("ɑ", 0.1, 1, 2))
    line[0] = Phone("ɑ", 0.0, 0.1, 1, 0, level=6.0)
    (phrase,) = phrases(line)
    loud, long, _ = (accent.prominence for accent in phrase.accents)
    (plain,) = phrases(said(("ɑ", 0.1, 1, 0), ("m", 0.1, 0, 0), ("ɑ", 0.1, 1, 1)))
    assert loud > plain.accents[0].prominence
    assert long > plain.accents[0].prominence


def test_a_language_without_stress_marks_has_an_accent_per_word() -> None:
    (phrase,) = phrases(
        said(("m", 0.1, 0, 0), ("a", 0.2, 0, 0), ("m", 0.1, 0, 1), ("a", 0.1, 0, 1), ("ə", 0.2, 0, 1))
    )
    assert [accent.start for accent in phrase.accents] == pytest.approx([0.1, 0.5])
