# SPDX-License-Identifier: GPL-3.0-or-later
"""What the networks speak in one pass: whole sentences or clauses, never too much and never too little."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.synthesis.frontend.gpt_sovits import (
    Character,
    Phone,
    PhoneSentence,
    PhoneUtterance,
    Segment,
    TextSplit,
    plan_passes,
    to_phones,
)
from sidecar.synthesis.frontend.gpt_sovits.assembly import FEWEST_PHONES
from sidecar.synthesis.frontend.gpt_sovits.marks import MARKS, STOP
from sidecar.synthesis.frontend.gpt_sovits.passes import ENOUGH_PHONES, MOST_PHONES

pytestmark = pytest.mark.unit

_LONG_CLAUSE = "the quick brown fox jumps over the lazy dog and then walks slowly home"


def said(text: str, language: str, split: TextSplit = TextSplit.SENTENCE) -> list[str]:
    """The typed words of each pass, and the mark that ends it."""
    utterance = to_phones(text, language)
    passes = [one for group in plan_passes(utterance, split) for one in group]
    return [
        " ".join(utterance.words[i].text for i, _ in one.word2ph if i is not None) + one.phones[-1].symbol
        for one in passes
    ]


def symbols(text: str, language: str) -> list[str]:
    return [" ".join(p.symbol for p in one.phones) for (one,) in plan_passes(to_phones(text, language))]


def test_a_sentence_is_a_pass() -> None:
    assert said("We walk to the old bridge. Nobody is waiting there!", "en-US") == [
        "We walk to the old bridge.",
        "Nobody is waiting there!",
    ]


def test_a_short_sentence_is_said_with_what_follows_else_with_what_stands_before() -> None:
    text = "We walk to the old bridge. No. Nobody is waiting there! Oh."
    assert said(text, "en-US") == ["We walk to the old bridge.", "No Nobody is waiting there Oh."]


def test_joined_sentences_lose_the_stop_that_lengthened_them() -> None:
    assert symbols("你好！", "zh-CN") == [". n i2 h ao3 !"]
    assert symbols("你好！我们走吧。", "zh-CN") == ["n i2 h ao3 ! w o3 m en5 z ou3 b a5 ."]


def test_clauses_bring_the_first_sound_sooner() -> None:
    text = "When the evening comes, well, we walk home; nobody waits."
    assert said(text, "en-US", TextSplit.CLAUSE) == [
        "When the evening comes,",
        "well we walk home,",
        "nobody waits.",
    ]
    assert said("等到晚上的时候，我们就回家。", "zh-CN", TextSplit.CLAUSE) == [
        "等到 晚上 的 时候,",
        "我们 就 回家.",
    ]


def test_a_whole_line_is_as_few_passes_as_fit() -> None:
    text = "We walk to the old bridge. Nobody is waiting there! We walk home again."
    assert len(said(text, "en-US", TextSplit.WHOLE)) == 1
    assert len(said(text * 6, "en-US", TextSplit.WHOLE)) == 3


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    text = f"{_LONG_CLAUSE} and {_LONG_CLAUSE}, {_LONG_CLAUSE}."
    assert said(text, "en-US") == [f"{_LONG_CLAUSE} and {_LONG_CLAUSE},", f"{_LONG_CLAUSE}."]


def test_a_long_clause_is_cut_between_words_and_goes_on() -> None:
    text = f"{_LONG_CLAUSE} and {_LONG_CLAUSE} and {_LONG_CLAUSE}."
    first, second = said(text, "en-US")
    assert first[-1] == ","
    assert f"{first[:-1]} {second}" == text


def test_a_word_longer_than_a_pass_is_one_group() -> None:
    digits = "3." + "1415926535" * 6
    (group,) = plan_passes(to_phones(digits, "en-US"))
    assert len(group) > 1
    assert {phone.word_index for one in group for phone in one.phones} == {0, None}


@pytest.mark.parametrize("split", TextSplit)
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("今天天气很好，我们一起去公园散步，看看花儿。" * 8, "zh-CN"),
        ("今日は天気がいいので、みんなで公園へ散歩に行きましょう。" * 8, "ja-JP"),
        ("오늘은 날씨가 좋아서 모두 함께 공원으로 산책을 갑시다. " * 8, "ko-KR"),
        ("今日天氣好好，我哋一齊去公園散步啦。" * 8, "yue-HK"),
        ("我用iPhone打电话给他，he said「ありがとう」 and 안녕。" * 8, "zh-CN"),
    ],
)
def test_every_language_is_cut_to_sentences(text: str, language: str, split: TextSplit) -> None:
    check(to_phones(text, language), split)


_Spoken = tuple[str, list[int], tuple[str, ...]]
"""A word: its language, the phones of each character, and the phones between it and the next."""

_WORDS = st.tuples(
    st.sampled_from(["zh-CN", "en-US", "ja-JP", "ko-KR"]),
    st.lists(st.integers(1, 3), min_size=1, max_size=20),
    st.sampled_from([(), (), (), ("空",), (",",), ("!",), (",", "-")]),
)
_LINES = st.lists(st.lists(_WORDS, min_size=1, max_size=40), min_size=1, max_size=4)


@given(line=_LINES, split=st.sampled_from(TextSplit))
@settings(max_examples=60, deadline=None)
def test_no_phone_is_lost_and_no_pass_is_too_long(line: list[list[_Spoken]], split: TextSplit) -> None:
    check(_utterance(line), split)


def test_the_mark_that_is_added_counts() -> None:
    check(_utterance([[("en-US", [1], ())] * MOST_PHONES]), TextSplit.SENTENCE)


def _utterance(line: Sequence[Sequence[_Spoken]]) -> PhoneUtterance:
    word, sentences = 0, []
    for sentence in line:
        segments: list[Segment] = []
        for tag, counts, between in sentence:
            phones = [Phone("a1", word, tag)] * sum(counts) + [Phone(symbol, None, tag) for symbol in between]
            read = [Character("字", count) for count in counts] + [Character(mark, 1) for mark in between]
            segments.append(Segment(tag, tuple(phones), tuple(read) if tag == "zh-CN" else ()))
            word += 1
        sentences.append(PhoneSentence(tuple(segments)))
    return PhoneUtterance("", "zh-CN", "v2", (), tuple(sentences))


def check(utterance: PhoneUtterance, split: TextSplit) -> None:
    """Every pass can be spoken, and together they are the line."""
    groups = plan_passes(utterance, split)
    passes = list(chain.from_iterable(groups))
    for one in passes:
        assert len(one.phones) <= MOST_PHONES
        assert one.phones[-1].symbol in MARKS
        assert len(one.phones) >= FEWEST_PHONES or one.phones[0].symbol == STOP
        for segment in one.segments:
            assert {phone.language for phone in segment.phones} == {segment.language}
            if segment.language == "zh-CN":
                assert sum(character.phones for character in segment.characters) == len(segment.phones)
                assert len(segment.bert_text) <= len(segment.phones)
    typed = [p for s in utterance.sentences for i, p in enumerate(s.phones) if i or p.symbol != STOP]
    spoken = [p for one in passes for p in one.phones]
    rest = iter(spoken)
    assert all(phone in rest for phone in typed)
    assert _without_marks(spoken) == _without_marks(typed)
    assert _characters(passes) == _characters(utterance.sentences)
    words = [{p.word_index for one in group for p in one.phones} - {None} for group in groups]
    assert sum(map(len, words)) == len(set().union(*words))
    for one, following in pairwise(passes):
        if _is_short(one) or (_is_short(following) and following is passes[-1]):
            assert len(one.phones) + len(following.phones) >= MOST_PHONES


def _is_short(one: PhoneSentence) -> bool:
    return sum(phone.word_index is not None for phone in one.phones) < ENOUGH_PHONES


def _without_marks(phones: Sequence[Phone]) -> list[Phone]:
    return [phone for phone in phones if phone.symbol not in MARKS]


def _characters(sentences: Sequence[PhoneSentence]) -> str:
    read = "".join(segment.bert_text for sentence in sentences for segment in sentence.segments)
    return "".join(character for character in read if character not in MARKS)
