# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tokens are spoken together in one pass of the engine, and which passes must be sent together."""

from __future__ import annotations

from collections.abc import Sequence

from sidecar.synthesis.frontend import Sentence, Token, Utterance, split_passes
from sidecar.synthesis.frontend.groups import in_groups, last_word
from sidecar.synthesis.phonemes import SPACE

SHORT_TOKENS = 25
"""Below this a pass sounds clipped and its melody is odd: the network was trained on sentences, and a voice's
style for a handful of tokens is its least trained one. "No." is better said together with what follows."""
TOGETHER_TOKENS = 120
"""Sentences that share a pass stay below this, so that the first sound of a line does not wait for long."""


def plan_passes(utterance: Utterance, limit: int) -> list[tuple[Sentence, ...]]:
    """The passes of an utterance, none longer than `limit` tokens, in groups.

    Passes of one group hold parts of one word; they are finished together so that the word's end is known
    when the word is sent. Nearly every group is a single pass.
    """
    passes = _with_short_ones_joined(split_passes(utterance, limit), min(limit, TOGETHER_TOKENS))
    return in_groups(passes, _words)


def _with_short_ones_joined(passes: Sequence[Sentence], most: int) -> list[Sentence]:
    joined: list[Sentence] = []
    for one in passes:
        together = _joined(joined[-1], one) if joined and _belong_together(joined[-1], one) else None
        if together is not None and len(together.tokens) <= most:
            joined[-1] = together
        else:
            joined.append(one)
    return joined


def _belong_together(first: Sentence, second: Sentence) -> bool:
    short = min(len(first.tokens), len(second.tokens)) < SHORT_TOKENS
    return short and last_word(_words(first)) not in {*_words(second)} - {None}


def _joined(first: Sentence, second: Sentence) -> Sentence:
    parted = first.tokens[-1].symbol == SPACE or second.tokens[0].symbol == SPACE
    space = () if parted else (Token(SPACE, None),)
    return Sentence((*first.tokens, *space, *second.tokens))


def _words(sentence: Sentence) -> list[int | None]:
    return [token.word_index for token in sentence.tokens]
