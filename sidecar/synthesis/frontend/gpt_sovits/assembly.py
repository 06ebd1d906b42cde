# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts words and marks together to what the networks take as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sidecar.synthesis.frontend.gpt_sovits.base import Character
from sidecar.synthesis.frontend.gpt_sovits.marks import MARKS, STOP
from sidecar.synthesis.frontend.gpt_sovits.scripts import MANDARIN
from sidecar.synthesis.frontend.gpt_sovits.utterance import Phone, PhoneSentence, Segment

FEWEST_PHONES = 6
"""What is shorter is swallowed by the networks; a stop is put before it."""


def assemble(parts: Sequence[Segment], ending: str = STOP) -> PhoneSentence:
    """A sentence: a mark at its end, and a stop before what is shorter than `FEWEST_PHONES`.

    Args:
        parts: Words and what is between them; at least one.
        ending: The mark, where there is none.
    """
    parts = list(parts)
    if parts[-1].phones[-1].symbol not in MARKS:
        parts.append(unspoken(ending, parts[-1].language))
    if sum(len(part.phones) for part in parts) < FEWEST_PHONES:
        parts.insert(0, unspoken(STOP, parts[0].language))
    return PhoneSentence(tuple(_joined(parts)))


def unspoken(symbol: str, tag: str) -> Segment:
    """A phone of no word, in a language; BERT reads it as it is."""
    characters = (Character(symbol, 1),) if tag == MANDARIN else ()
    return Segment(tag, (Phone(symbol, None, tag),), characters)


def _joined(parts: Sequence[Segment]) -> Iterator[Segment]:
    """Joins neighbours of one language."""
    for tag, group in groupby(parts, key=lambda part: part.language):
        run = list(group)
        yield Segment(
            tag,
            tuple(phone for part in run for phone in part.phones),
            tuple(character for part in run for character in part.characters),
        )
