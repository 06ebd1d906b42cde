# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tokens are spoken together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.synthesis.frontend import Sentence, Token, Utterance
from sidecar.synthesis.passes import SHORT_TOKENS, TOGETHER_TOKENS, plan_passes
from sidecar.synthesis.phonemes import PHONES

pytestmark = pytest.mark.unit


def utterance(*sentences: list[int]) -> Utterance:
    """Sentences of words of these lengths."""
    word, made = 0, []
    for lengths in sentences:
        tokens: list[Token] = []
        for length in lengths:
            if tokens:
                tokens.append(Token(" ", None))
            tokens += [Token("a", word)] * length
            word += 1
        made.append(Sentence((*tokens, Token(".", None))))
    return Utterance("", "en-US", (), tuple(made))


def lengths(groups: list[tuple[Sentence, ...]]) -> list[list[int]]:
    return [[len(one.tokens) for one in group] for group in groups]


def test_long_sentences_stand_alone() -> None:
    assert lengths(plan_passes(utterance([40], [50]), 510)) == [[41], [51]]


def test_a_short_sentence_joins_its_neighbour() -> None:
    (group,) = plan_passes(utterance([3], [50]), 510)
    assert "".join(token.symbol for token in group[0].tokens) == "aaa. " + "a" * 50 + "."


def test_short_sentences_do_not_pile_up() -> None:
    for group in plan_passes(utterance(*[[10]] * 40), 510):
        assert len(group[0].tokens) <= TOGETHER_TOKENS


def test_a_word_longer_than_a_pass_stays_in_one_group() -> None:
    assert lengths(plan_passes(utterance([30, 100], [40]), 50)) == [[31], [50, 50], [41]]


@given(
    st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=8), min_size=1, max_size=8),
    st.integers(30, 510),
)
def test_no_phoneme_is_lost_and_no_pass_is_too_long(sentences: list[list[int]], limit: int) -> None:
    whole = utterance(*sentences)
    groups = plan_passes(whole, limit)
    passes = [one for group in groups for one in group]
    assert all(len(one.tokens) <= limit for one in passes)
    given_phones = [t for one in whole.sentences for t in one.tokens if t.symbol in PHONES]
    assert [t for one in passes for t in one.tokens if t.symbol in PHONES] == given_phones
    seen: set[int] = set()
    for group in groups:
        words = {t.word_index for one in group for t in one.tokens if t.word_index is not None}
        assert not words & seen
        seen |= words
    assert SHORT_TOKENS < TOGETHER_TOKENS
