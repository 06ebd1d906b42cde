# SPDX-License-Identifier: GPL-3.0-or-later
"""Japanese in OpenJTalk's phones with the melody of its accent phrases."""

from __future__ import annotations

import pytest

from sidecar.synthesis.frontend.gpt_sovits import to_phones
from tests.sidecar.synthesis.frontend.gpt_sovits.speaking import by_word, phones

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今日は良い天気ですね。", "ky o ] o w a UNK y o ] i UNK t e ] N k i d e s u n e"),
        ("箸", "h a ] sh i"),
        ("橋", "h a [ sh i"),
        ("雨", "a ] m e"),
        ("飴", "a [ m e"),
        ("こんにちは。", "k o [ N n i ch i w a"),
        ("ありがとう。", "a [ r i ] g a t o o"),
        ("東京", "t o [ o ky o o"),
        ("学校", "g a [ cl k o o"),
        ("日本", "n i [ h o ] N"),
        ("桜", "s a [ k u r a"),
        ("猫", "n e ] k o"),
        ("犬", "i [ n u"),
        ("先生", "s e [ N s e ] e"),
        ("私は", "w a [ t a sh i w a"),
        ("病院", "by o [ o i N"),
        ("写真", "sh a [ sh i N"),
        ("牛乳", "gy u [ u ny u u"),
        ("旅行", "ry o [ k o o"),
        ("百", "hy a [ k u"),
        ("脈", "my a [ k u"),
        ("雑誌", "z a [ cl sh i"),
        ("続く", "ts u [ z u k u"),
        ("三本", "s a ] N b o N"),
        ("切符", "k i [ cl p u"),
        ("パーティー", "p a ] a t i i"),
        ("チェック", "ch e ] cl k u"),
        ("ファン", "f a ] N"),
        ("ヴァイオリン", "v a [ i o r i N"),
        ("行きましょう！", "i [ k i m a sh o ] o !"),
        ("何ですか？", "n a ] N d e s u k a ?"),
        ("食べました。", "t a [ b e m a ] sh i t a"),
        ("お母さん", "o [ k a ] a s a N"),
        ("新聞を読む", "sh i [ N b u N o UNK y o ] m u"),
    ],
)
def test_phones(text: str, expected: str) -> None:
    assert phones(text, "ja-JP") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("学校に行きました。", "g a cl k o o n i i k i m a sh I t a"), ("橋です。", "h a sh i d e s U")],
)
def test_v1_has_devoiced_vowels_and_no_melody(text: str, expected: str) -> None:
    assert phones(text, "ja-JP", "v1") == expected


def test_words_have_their_phones_and_what_parts_phrases_has_none() -> None:
    utterance = to_phones("今日は良い天気です、26歳。", "ja-JP")
    assert by_word(utterance) == {
        "今日": "ky o ] o",
        "は": "w a",
        "良い": "y o ] i",
        "天気": "t e ] N k i",
        "です": "d e s u",
        "26歳": "n i ] j u u UNK r o [ k u ] s a i",
    }
    boundaries = [p for p in utterance.sentences[0].phones if p.word_index is None]
    assert [p.symbol for p in boundaries] == ["UNK", "UNK", ",", "."]


def test_a_given_pronunciation_is_said() -> None:
    assert by_word(to_phones("[学校](/ɡakɯseː/)だ。", "ja-JP"))["学校"] == "g a k u s e e"


@pytest.mark.parametrize(("text", "expected"), [("ん。", "N"), ("ティー", "t i ] i"), ("テュ", "t y u")])
def test_rare_sounds_are_in_the_inventory(text: str, expected: str) -> None:
    assert phones(text, "ja-JP") == expected
