# SPDX-License-Identifier: GPL-3.0-or-later
"""Korean as it sounds; each expectation is a respelling, in letters that sound as they are written."""

from __future__ import annotations

import pytest

from sidecar.synthesis.frontend.errors import TextError
from sidecar.synthesis.frontend.gpt_sovits import to_phones
from sidecar.synthesis.frontend.gpt_sovits.hangul import pronounce
from tests.sidecar.synthesis.frontend.gpt_sovits.speaking import by_word, phones

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("굳이", "구지"),  # palatal
        ("같이", "가치"),
        ("굳히다", "구치다"),
        ("국물", "궁물"),  # nasal
        ("감사합니다", "감사함니다"),
        ("독립", "동닙"),
        ("종로", "종노"),
        ("읽는", "잉는"),
        ("신라", "실라"),  # liquid
        ("칼날", "칼랄"),
        ("뚫는", "뚤른"),
        ("놓다", "노타"),  # aspirated
        ("많고", "만코"),
        ("입학", "이팍"),
        ("맏형", "마텽"),
        ("싫어", "시러"),
        ("좋니", "존니"),
        ("닿소", "다쏘"),
        ("닭", "닥"),  # at the end
        ("꽃", "꼳"),
        ("값이", "갑씨"),  # carried over
        ("밖에", "바께"),
        ("젊은", "절믄"),
        ("앉다", "안따"),  # tense
        ("학교", "학꾜"),
        ("읽고", "일꼬"),
        ("없다", "업따"),
        ("희망", "히망"),  # vowels
        ("가져", "가저"),
        ("시계", "시게"),
        ("안녕하세요", "안녕하세요"),
    ],
)
def test_sounds(word: str, sounds: str) -> None:
    assert pronounce(word) == [syllable for character in sounds for syllable in pronounce(character)]


def test_compound_vowels_are_said_in_two() -> None:
    assert pronounce("의왕시") == [("ㅇ", "ㅡ", "ㅣ"), ("ㅇ", "ㅗ", "ㅏ", "ㅇ"), ("ㅅ", "ㅣ")]


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("사과 2개", "사과 두개"),
        ("20살", "스무살"),
        ("3.5", "삼점오"),
        ("50%", "오십퍼센트"),
        ("1,234명", "천이백삼십사명"),
        ("ㅋㅋ", "크크"),
    ],
)
def test_is_said_as(typed: str, spoken: str) -> None:
    assert phones(typed, "ko-KR") == phones(spoken, "ko-KR")


def test_spaces_are_phones_of_no_word() -> None:
    utterance = to_phones("저는 학생, 너는 선생.", "ko-KR")
    assert [p.symbol for p in utterance.sentences[0].phones if p.word_index is None] == ["空", ",", "空", "."]
    assert by_word(utterance)["저는"] == "ㅈ ㅓ ㄴ ㅡ ㄴ"


def test_decomposed_letters_are_the_same() -> None:
    assert phones("\u1112\u1161\u11ab\u1100\u116e\u11a8", "ko-KR") == phones("한국", "ko-KR")


def test_v1_has_no_korean() -> None:
    with pytest.raises(TextError, match="holds words in ko-KR, not spoken by GPT-SoVITS v1"):
        to_phones("I say 안녕.", "en-US", "v1")


def test_a_pronunciation_cannot_be_given() -> None:
    with pytest.raises(TextError, match="cannot be said in the phones of ko-KR"):
        to_phones("[한국](/hanɡuk/) 사람", "ko-KR")
