# SPDX-License-Identifier: GPL-3.0-or-later
"""Mandarin in initials and finals, with sandhi, erhua and readings by word."""

from __future__ import annotations

import pytest

from sidecar.synthesis.frontend.gpt_sovits import to_phones
from tests.sidecar.synthesis.frontend.gpt_sovits.speaking import by_word, phones

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好", "n i2 h ao3"),
        ("中国", "zh ong1 g uo2"),
        ("北京", "b ei3 j ing1"),
        ("重庆", "ch ong2 q ing4"),
        ("重要", "zh ong4 y ao4"),
        ("长大", "zh ang3 d a4"),
        ("长江", "ch ang2 j iang1"),
        ("银行", "y in2 h ang2"),
        ("行为", "x ing2 w ei2"),
        ("音乐", "y in1 y ve4"),
        ("快乐", "k uai4 l e4"),
        ("绿色", "l v4 s e4"),
        ("战略", "zh an4 l ve4"),
        ("学习", "x ve2 x i2"),
        ("居住", "j v1 zh u4"),
        ("圆圈", "y van2 q van1"),
        ("军队", "j vn1 d ui4"),
        ("熊猫", "x iong2 m ao1"),
        ("儿子", "EE er2 z i05"),
        ("吃饭", "ch ir1 f an4"),
        ("资源", "z i01 y van2"),
        ("自己", "z i04 j i3"),
        ("日本", "r ir4 b en3"),
        ("安全", "AA an1 q van2"),
        ("恩爱", "EE en1 AA ai4"),
        ("欧洲", "OO ou1 zh ou1"),
        ("问题", "w en4 t i2"),
        ("老翁", "l ao3 w eng1"),
        ("牛奶", "n iu2 n ai3"),
        ("妈妈", "m a1 m a5"),
        ("爷爷", "y E2 y E5"),
        ("抽烟", "ch ou1 y En1"),
        ("花儿", "h ua1 EE er1"),
        ("女儿", "n v3 EE er2"),
        ("不是", "b u2 sh ir4"),
        ("不好", "b u4 h ao3"),
        ("一天", "y i4 t ian1"),
        ("一万", "y i2 w an4"),
        ("第一", "d i4 y i1"),
        ("看一看", "k an4 y i5 k an4"),
        ("雨伞", "y v2 s an3"),
        ("展览馆", "zh an2 l an2 g uan3"),
        ("小老虎", "x iao3 l ao2 h u3"),
        ("银行行长", "y in2 h ang2 h ang2 zh ang3"),
        ("我们的", "w o3 m en5 d e5"),
        ("好吗？", "h ao3 m a5 ?"),
        ("还有", "h ai2 y ou3"),
        ("睡觉", "sh ui4 j iao4"),
        ("觉得", "j ve2 d e5"),
        ("都市", "d u1 sh ir4"),
        ("他们都来", "t a1 m en5 d ou1 l ai2"),
        ("3.5元", "s an1 d ian3 w u3 y van2"),
        ("2个人", "l iang3 g e5 r en2"),
    ],
)
def test_phones(text: str, expected: str) -> None:
    assert phones(text, "zh-CN") == expected


def test_words_have_their_phones() -> None:
    utterance = to_phones("我想买5个苹果。", "zh-CN")
    assert by_word(utterance) == {
        "我": "w o3",
        "想": "x iang2",
        "买": "m ai3",
        "5个": "w u3 g e5",
        "苹果": "p ing2 g uo3",
    }
    assert [utterance.text[w.char_start : w.char_end] for w in utterance.words] == list(by_word(utterance))
    assert utterance.sentences[0].word2ph == ((0, 2), (1, 2), (2, 2), (3, 4), (4, 4), (None, 1))


def test_bert_reads_what_is_spoken_with_its_punctuation() -> None:
    (segment,) = to_phones("买5个，花儿。", "zh-CN").sentences[0].segments
    assert segment.bert_text == "买五个,花儿."
    assert [character.phones for character in segment.characters] == [2, 2, 2, 1, 2, 2, 1]


def test_a_given_pronunciation_is_said() -> None:
    utterance = to_phones("[还](/xwa↗n/)书。", "zh-CN")
    assert by_word(utterance) == {"还": "h uan2", "书": "sh u1"}


@pytest.mark.parametrize(("text", "expected"), [("嗯。", "EE en2"), ("呣。", "EE en2"), ("〇。", "l ing2")])
def test_rare_characters_are_said(text: str, expected: str) -> None:
    assert phones(text, "zh-CN") == expected


def test_a_character_without_a_final_does_not_stop_the_sandhi_of_others() -> None:
    assert phones("噷女你好", "zh-CN").endswith("h ao3")
