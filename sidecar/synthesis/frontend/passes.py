# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits sentences that are longer than one pass of an engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sidecar.synthesis.frontend.utterance import Sentence, Token, Utterance
from sidecar.synthesis.phonemes import LENGTHS, PHONES, SPACE, STRESS, TONES

_CLAUSE_ENDS = frozenset(",;:—….!?)”")


def split_passes(utterance: Utterance, limit: int = 510) -> list[Sentence]:
    """Gives the utterance's sentences, none longer than ``limit`` symbols.

    A sentence that is too long is cut after the last clause that fits, else after the last word that
    fits, else inside the word. The passes hold all of the sentences' phonemes, in order; a pass that
    would hold punctuation alone is left out.

    Args:
        utterance: The analysed text.
        limit: Symbols that an engine takes in one pass (Kokoro: 510), at least 1.
    """
    if limit < 1:
        raise ValueError("limit must be at least 1")
    passes: list[Sentence] = []
    for sentence in utterance.sentences:
        parts = _cut(sentence.tokens, limit)
        passes.extend(Sentence(part) for part in parts if any(token.symbol in PHONES for token in part))
    return passes


def _cut(tokens: tuple[Token, ...], limit: int) -> Iterator[tuple[Token, ...]]:
    while len(tokens) > limit:
        end = _last_cut(tokens[: limit + 1], limit)
        yield tokens[:end]
        tokens = tokens[end:]
    yield tokens


def _last_cut(head: Sequence[Token], limit: int) -> int:
    """The best place to cut; ``head`` holds one token more than fits, so that its last cut can be seen."""
    for may_end in (_ends_clause, _ends_word, _ends_inner_word):
        ends = [i for i in range(1, limit + 1) if may_end(head, i)]
        # A first part without a phoneme would be no speech: look for a weaker cut instead.
        if ends and any(token.symbol in PHONES for token in head[: ends[-1]]):
            return ends[-1]
    end = limit
    # A stress mark stays before its vowel, a tone or length mark behind it.
    while end > 1 and (head[end].symbol in TONES | LENGTHS or head[end - 1].symbol in STRESS):
        end -= 1
    return end if any(token.symbol in PHONES for token in head[:end]) else limit


def _ends_clause(head: Sequence[Token], i: int) -> bool:
    return head[i - 1].symbol == SPACE and i >= 2 and head[i - 2].symbol in _CLAUSE_ENDS


def _ends_word(head: Sequence[Token], i: int) -> bool:
    return head[i - 1].symbol == SPACE and head[i - 1].word_index is None


def _ends_inner_word(head: Sequence[Token], i: int) -> bool:
    return head[i - 1].symbol == SPACE
