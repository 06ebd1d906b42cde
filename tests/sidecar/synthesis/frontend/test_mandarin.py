# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said for what is typed in Mandarin, and across languages."""

from __future__ import annotations

import pytest

from sidecar.synthesis.frontend import analyse
from tests.sidecar.synthesis.frontend.speaking import by_word, sounds, symbols

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("我有12只猫。", "我有十二只猫。"),
        ("我有2个苹果。", "我有两个苹果。"),
        ("共有1,234人。", "共有一千二百三十四人。"),
        ("增长20%了。", "增长百分之二十了。"),
        ("花了45.20元。", "花了四十五点二零元。"),
        ("花了¥45吧。", "花了四十五元吧。"),
        ("花了$3.5吧。", "花了三点五美元吧。"),
        ("在2026年3月14日。", "在二零二六年三月十四日。"),
        ("在2026-11-23那天。", "在二零二六年十一月二十三日那天。"),
        ("下午5:30见。", "下午五点三十分见。"),
        ("跑了5km吧。", "跑了五公里吧。"),
        ("重３.５kg吧。", "重三点五千克吧。"),
        ("现在-5°C吧。", "现在负五摄氏度吧。"),
        ("打110吧。", "打幺幺零吧。"),
        ("第3名是他。", "第三名是他。"),
        ("喝了1/2杯。", "喝了二分之一杯。"),
    ],
)
def test_is_said_as(typed: str, spoken: str) -> None:
    assert sounds(typed, "zh-CN") == sounds(spoken, "zh-CN")


@pytest.mark.parametrize(
    ("text", "word", "heard"),
    [
        ("你好", "你好", "ni↗xau↓"),  # third tone before third tone
        ("雨伞", "雨伞", "y↗sa↓n"),
        ("不怕", "不怕", "pu↗pʰa↘"),  # bù before fourth tone
        ("不好", "不好", "pu↘xau↓"),
        ("一个人", "一个", "i↗kɤ"),  # yī before fourth and neutral tone
        ("一天", "一天", "i↘tʰjɛ→n"),
        ("一百", "一百", "i↘pai↓"),
        ("一万", "一万", "i↗wa↘n"),
        ("第一", "第一", "ti↘i→"),
        ("看一看", "看一看", "kʰa↘nikʰa↘n"),
        ("好吗", "吗", "ma"),  # neutral
        ("妈妈", "妈妈", "ma→ma"),
        ("花儿", "花儿", "xwa→ɚ"),  # erhua
        ("玩儿", "玩儿", "wa↗ɚ"),
        ("女儿", "女儿", "ny↓ɚ↗"),  # no erhua
        ("儿子", "儿子", "ɚ↗ʦɨ"),
        ("重庆", "重庆", "ꭧʰʊ↗ŋʨʰi↘ŋ"),  # readings by word
        ("长大", "长大", "ꭧa↓ŋta↘"),
        ("银行行长", "银行行长", "i↗nxa↗ŋxa↗ŋꭧa↓ŋ"),
        ("旅行", "旅行", "ly↓ɕi↗ŋ"),
    ],
)
def test_tones_and_readings(text: str, word: str, heard: str) -> None:
    assert by_word(text, "zh-CN")[word] == heard


def test_words_are_jiebas_words_with_their_places() -> None:
    text = "他说：“我们明天去北京！”"
    words = analyse(text, "zh-CN").words
    assert [word.text for word in words] == ["他", "说", "我们", "明天", "去", "北京"]
    assert words[2].char_start == 4


def test_full_width_punctuation_is_mapped() -> None:
    assert (
        symbols("好，好；好：好、好！（好）《好》……", "zh-CN").replace("xau↓", "H")
        == "H, H; H: H, H!|(H) “H”…"
    )


def test_english_inside_mandarin_is_english() -> None:
    words = by_word("用iPhone 15拍Voxrig Studio的视频，OK？", "zh-CN")
    assert words["iPhone"] == by_word("iPhone")["iPhone"]
    assert words["Studio"] == by_word("Studio")["Studio"]
    assert words["15"] == "ʂɨ↗u↓"
    assert words["视频"] == "ʂɨ↘pʰi↗n"


@pytest.mark.parametrize("language", ["en-US", "en-GB"])
def test_mandarin_inside_english_is_mandarin(language: str) -> None:
    words = by_word("He said 你好 in 2026年, twice.", language)
    assert words["你好"] == "ni↗xau↓"
    assert words["2026年"] == by_word("2026年", "zh-CN")["2026年"]
    assert words["twice"] == by_word("twice", language)["twice"]
