# SPDX-License-Identifier: GPL-3.0-or-later
"""Which phones the networks speak in one pass, and which passes must be finished together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum, auto
from itertools import accumulate, pairwise
from math import ceil

from sidecar.synthesis.frontend.gpt_sovits.assembly import assemble
from sidecar.synthesis.frontend.gpt_sovits.marks import MARKS, STOP
from sidecar.synthesis.frontend.gpt_sovits.utterance import PhoneSentence, PhoneUtterance, Segment
from sidecar.synthesis.frontend.groups import in_groups

MOST_PHONES = 150
"""In a pass: 10 to 15 seconds of speech. The networks learned from clips of mostly 3 to 10 seconds; longer
passes drift in speed and tone and lose words. Far from the 510 characters that BERT takes, too: each that
it reads here is at least one phone."""
ENOUGH_PHONES = 10
"""Of words: what is shorter may be swallowed and is said with its neighbour. Five Chinese characters."""
_GOES_ON = ","
"""Ends a pass that is cut where no mark stands: the voice must not fall as at the end of a sentence."""


class TextSplit(StrEnum):
    """How a line is cut into passes."""

    SENTENCE = auto()
    """One a sentence: the best melody."""
    CLAUSE = auto()
    """One a clause: the first sound comes soonest."""
    WHOLE = auto()
    """As few as the longest pass allows: the melody of a paragraph, and more to go wrong in it."""


_Part = list[Segment]
"""A stretch of a line in pieces that are never cut: a character with its phones where BERT reads, else a
phone. A character that is read but not said (of a word whose pronunciation is given) is left out."""


def plan_passes(
    utterance: PhoneUtterance, split: TextSplit = TextSplit.SENTENCE
) -> list[tuple[PhoneSentence, ...]]:
    """The passes of a line, in groups; each is of `MOST_PHONES` at most.

    Each pass is a sentence as `assemble` makes them. Together they hold all phones of the line, but for the
    stop before a short sentence that is joined to another, and for a pass of marks alone. A sentence too long
    is cut after a clause, else after a word, else inside one, but never inside a character that BERT reads.

    Args:
        utterance: The analysed line.
        split: How to cut it.

    Returns:
        Passes of one group hold parts of one word; they are finished together so that the word's end is known
        when the word is sent. Nearly every group is a single pass.
    """
    parts = [_pieces(sentence) for sentence in utterance.sentences]
    if split is TextSplit.CLAUSE:
        parts = [clause for part in parts for clause in _clauses(part)]
    parts = [piece for part in parts for piece in _within_bounds(part)]
    enough = MOST_PHONES if split is TextSplit.WHOLE else ENOUGH_PHONES
    passes = [assemble(part, _GOES_ON) for part in _with_short_ones_joined(parts, enough) if _spoken(part)]
    return in_groups(passes, lambda one: [phone.word_index for phone in one.phones])


def _pieces(sentence: PhoneSentence) -> _Part:
    """Takes a sentence apart, without the stop that lengthens it."""
    pieces = [piece for segment in sentence.segments for piece in _segment_pieces(segment)]
    return pieces[1:] if len(pieces) > 1 and pieces[0].phones[0].symbol == STOP else pieces


def _segment_pieces(segment: Segment) -> Iterator[Segment]:
    if not segment.characters:
        yield from (Segment(segment.language, (phone,), ()) for phone in segment.phones)
    last = 0
    for character in segment.characters:
        first, last = last, last + character.phones
        if character.phones:
            yield Segment(segment.language, segment.phones[first:last], (character,))


def _clauses(part: _Part) -> Iterator[_Part]:
    edges = [0, *(i for i in range(1, len(part)) if _ends_clause(part, i)), len(part)]
    yield from (part[start:end] for start, end in pairwise(edges))


def _within_bounds(part: _Part) -> Iterator[_Part]:
    while len(part) > 1 and not _fits(part):
        end = _best_cut(part)
        yield part[:end]
        part = part[end:]
    yield part


def _best_cut(part: _Part) -> int:
    """Where to cut what is too long: after a clause, else after a word, in parts of like length."""
    ends = [0, *accumulate(len(piece.phones) for piece in part)]
    spoken = [0, *accumulate(_spoken([piece]) for piece in part)]
    like = ends[-1] / ceil(ends[-1] / MOST_PHONES)
    fitting = [i for i in range(1, min(len(part), MOST_PHONES)) if _fits(part[:i])]
    said = [i for i in fitting if min(spoken[i], spoken[-1] - spoken[i]) >= ENOUGH_PHONES]
    after_clause = [i for i in said if _ends_clause(part, i)]
    after_word = [i for i in said if _ends_word(part, i)]
    return min(after_clause or after_word or fitting, key=lambda i: abs(ends[i] - like), default=1)


def _ends_clause(part: _Part, i: int) -> bool:
    return _last_symbol(part[i - 1]) in MARKS and part[i].phones[0].symbol not in MARKS


def _ends_word(part: _Part, i: int) -> bool:
    """Whether a word begins here; what joins words, and marks, stay with the word before them."""
    word = part[i].phones[0].word_index
    return word is not None and word != part[i - 1].phones[-1].word_index


def _with_short_ones_joined(parts: Sequence[_Part], enough: int) -> list[_Part]:
    """Joins what has too little in it to what follows, or, at the end, to what stands before."""
    joined: list[_Part] = []
    for part in parts:
        if joined and _spoken(joined[-1]) < enough and _fits(joined[-1] + part):
            joined[-1] = joined[-1] + part
        else:
            joined.append(part)
    if len(joined) > 1 and _spoken(joined[-1]) < ENOUGH_PHONES and _fits(joined[-2] + joined[-1]):
        joined[-2:] = [joined[-2] + joined[-1]]
    return joined


def _fits(part: _Part) -> bool:
    """Whether a part is short enough for a pass, a mark at its end included."""
    phones = sum(len(piece.phones) for piece in part)
    return phones + (_last_symbol(part[-1]) not in MARKS) <= MOST_PHONES


def _spoken(part: _Part) -> int:
    """How many phones of words there are."""
    return sum(phone.word_index is not None for piece in part for phone in piece.phones)


def _last_symbol(piece: Segment) -> str:
    return piece.phones[-1].symbol
