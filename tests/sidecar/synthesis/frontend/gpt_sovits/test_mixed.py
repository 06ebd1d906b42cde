# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines in more than one language: each script is read by its own, the rest by the line's."""

from __future__ import annotations

import pytest

from sidecar.synthesis.frontend.errors import TextError
from sidecar.synthesis.frontend.gpt_sovits import phone_languages, to_phones
from sidecar.synthesis.frontend.utterance import LexiconEntry
from tests.sidecar.synthesis.frontend.gpt_sovits.speaking import by_language, by_word

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("I say 你好 now.", "en-US", [("en-US", "I say"), ("zh-CN", "你好"), ("en-US", "now")]),
        ("I say 日本語です now.", "en-US", [("en-US", "I say"), ("ja-JP", "日本 語 です"), ("en-US", "now")]),
        ("I say 안녕 now.", "en-US", [("en-US", "I say"), ("ko-KR", "안녕"), ("en-US", "now")]),
        ("我用iPhone15打。", "zh-CN", [("zh-CN", "我用"), ("en-US", "iPhone15"), ("zh-CN", "打")]),
        ("跑了5km吧。", "zh-CN", [("zh-CN", "跑 了 5km 吧")]),
        ("他说ありがとう吧", "zh-CN", [("zh-CN", "他 说"), ("ja-JP", "ありがとう"), ("zh-CN", "吧")]),
        ("看《君の名は》吧", "zh-CN", [("zh-CN", "看"), ("ja-JP", "君 の 名 は"), ("zh-CN", "吧")]),
        ("Pythonを使う", "ja-JP", [("en-US", "Python"), ("ja-JP", "を 使う")]),
        ("AIを使う", "ja-JP", [("ja-JP", "AI を 使う")]),
        ("한국어と言う", "ja-JP", [("ko-KR", "한국어"), ("ja-JP", "と 言う")]),
        ("나는 apple 3개", "ko-KR", [("ko-KR", "나는"), ("en-US", "apple"), ("ko-KR", "3개")]),
        ("用app啦", "yue-HK", [("yue-HK", "用"), ("en-US", "app"), ("yue-HK", "啦")]),
    ],
)
def test_scripts_go_to_their_language(text: str, language: str, expected: list[tuple[str, str]]) -> None:
    found = [
        (tag, words.replace("日本語", "日本 語")) for tag, words in by_language(to_phones(text, language))
    ]
    assert found == expected


def test_bert_reads_only_mandarin() -> None:
    segments = to_phones("我爱Python！", "zh-CN").sentences[0].segments
    assert [segment.bert_text for segment in segments] == ["我爱", ""]
    assert segments[1].phones[-1].symbol == "!"


def test_a_short_line_is_lengthened_and_every_line_ends() -> None:
    assert [p.symbol for p in to_phones("Hi", "en-US").sentences[0].phones] == [".", "HH", "AY1", "."]


def test_sentences_are_apart() -> None:
    utterance = to_phones("Hello there. 你好！Good bye", "en-US")
    assert len(utterance.sentences) == 3
    assert [sentence.phones[-1].symbol for sentence in utterance.sentences] == [".", "!", "."]


def test_the_lexicon_holds_for_every_language() -> None:
    entries = [
        LexiconEntry("Voxrig", "vˈɑksɹɪɡ"),
        LexiconEntry("重任", "ʈʂʊ˧˥ŋɻən˥˩", "zh-CN"),
    ]
    said = by_word(to_phones("Voxrig重任", "zh-CN", lexicon=entries))
    assert said["重任"] == "zh ong2 r en4"
    assert said["Voxrig"] == "V AA1 K S R IH0 G"


def test_languages_are_named() -> None:
    assert phone_languages("v1") == ("zh-CN", "en-US", "ja-JP")
    assert phone_languages("v2") == ("zh-CN", "en-US", "ja-JP", "yue-HK", "ko-KR")
    with pytest.raises(TextError, match="use one of zh-CN, en-US, ja-JP"):
        to_phones("bonjour", "fr-FR")


@pytest.mark.parametrize("text", ["", "…", "🙂"])
def test_what_cannot_be_spoken_is_refused(text: str) -> None:
    with pytest.raises(TextError):
        to_phones(text, "en-US")
