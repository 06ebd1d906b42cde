# SPDX-License-Identifier: GPL-3.0-or-later
"""Which clause of a text is heard between which pauses of its recording, and how sure that is.

Long clauses take long. Texts and their translations are matched by nothing more (Gale and Church,
"A program for aligning sentences in bilingual corpora", Computational Linguistics 19(1), 1993); here clauses
are matched with stretches of speech. A mark need not be heard as a pause and a pause need not be a mark, so
every way to lay the text is weighed, and a place is sure when nearly all the weight goes through it.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.gpt_sovits.timing.phone_classes import SOUNDS, PhoneClass, phone_class
from sidecar.synthesis.frontend.gpt_sovits import Phone, PhoneUtterance
from sidecar.voices.quality.spans import Span

_PAUSE_AT = {"sentence": 0.97, "clause": 0.75}
"""How often a mark is heard as a pause."""
_PAUSE_SECONDS = {"sentence": 0.50, "clause": 0.25, "stray": 0.20}
"""How much longer than the shortest that is noticed pauses are, on average."""
_STRAY_PER_SECOND = 0.15
"""Pauses where no mark is."""
_TEMPO_SPREAD, _PHONE_SPREAD = 0.12, 0.55
"""How much the length of a clause strays: its tempo, and each phone by itself. Natural logarithms."""
_MOST_CLAUSES = 12
"""Between two marks that are heard as pauses."""
_BAD_FIT = 1.0
"""Root mean square of how far lengths are from what they should be, in units of how much they stray. Right
texts had 0.2 to 0.9, texts that lack a sentence 0.2 to 2.2, in the middle 1.2."""
_TEMPO = (0.5, 1.7)
"""How long speech may be beside that of a mean tempo; slow and fast voices had 0.64 to 1.32."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two marks.

    Attributes:
        start: Of its first character in the text.
        end: Behind its last; its mark is inside.
        phones: How many are spoken.
        seconds: How long they last in speech of a mean tempo.
        ends_sentence: Whether a sentence ends with it.
    """

    start: int
    end: int
    phones: int
    seconds: float
    ends_sentence: bool


@dataclass(frozen=True, slots=True, eq=False)
class Laying:
    """Where the beginnings and ends of clauses are heard.

    Attributes:
        likelihood: That a place between clauses is at a pause [clauses + 1, pauses], 0 to 1. The first and
            the last pause are the recording's ends.
        fits: Whether the text can be what is heard at all.
    """

    likelihood: np.ndarray
    fits: bool


def clauses_of(utterance: PhoneUtterance) -> tuple[Clause, ...]:
    """The clauses of a text, in order; together they are all of it."""
    groups = [group for sentence in utterance.sentences for group in _spoken_groups(sentence.phones)]
    indices = [[phone.word_index for phone in group if phone.word_index is not None] for group, _ in groups]
    starts = [_opening(utterance, min(words)) for words in indices]
    return tuple(
        Clause(start, end, len(words), _seconds(group), ends)
        for start, end, words, (group, ends) in zip(
            [0, *starts[1:]], [*starts[1:], len(utterance.text)], indices, groups, strict=True
        )
    )


def lay(clauses: Sequence[Clause], pauses: Sequence[Span], shortest_pause_seconds: float) -> Laying:
    """Weighs all ways to lay clauses on the speech between pauses.

    Args:
        clauses: All that is said.
        pauses: Of the recording in order, at least two: the first is its beginning, the last its end, even
            if they have no length.
        shortest_pause_seconds: That is noticed.
    """
    steps = _Steps.of(clauses, pauses, shortest_pause_seconds)
    count, marks = len(clauses), len(pauses)
    forward = np.full((count + 1, marks), -np.inf)
    backward = np.full((count + 1, marks), -np.inf)
    forward[0, 0] = backward[count, marks - 1] = 0.0
    for to in range(1, count + 1):
        ways = [forward[start][:, None] + steps.weights(start, to) for start in _near(to, -1, count)]
        forward[to] = np.logaddexp.reduce(np.concatenate(ways), axis=0)
    for start in range(count - 1, -1, -1):
        ways = [steps.weights(start, to) + backward[to][None] for to in _near(start, 1, count)]
        backward[start] = np.logaddexp.reduce(np.concatenate(ways, axis=1), axis=1)
    total = forward[count, marks - 1]
    if not np.isfinite(total):
        return Laying(np.zeros((count + 1, marks)), fits=False)
    likelihood = np.exp(forward + backward - total)
    fits = _TEMPO[0] < steps.tempo < _TEMPO[1] and steps.misfit(likelihood) < _BAD_FIT
    return Laying(likelihood, fits)


def _near(place: int, direction: int, count: int) -> range:
    if direction < 0:
        return range(max(0, place - _MOST_CLAUSES), place)
    return range(place + 1, min(count, place + _MOST_CLAUSES) + 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """What the way from one place and pause to a later place and pause weighs.

    Attributes:
        tempo: Seconds of speech for each that a mean tempo takes.
        expected: Seconds of speech before each place, at this recording's tempo [clauses + 1].
        phones: Before each place [clauses + 1].
        passed: Logarithm of how likely marks are not heard, up to and without each place [clauses + 1].
        heard: Seconds of speech from the end of one pause to the start of another, less than 0 for those
            that are not later [pauses, pauses].
        strayed: Logarithm of how likely the pauses between two are strays [pauses, pauses].
        arrival: Logarithm of how likely a pause comes at a place, and is as long [clauses + 1, pauses].
    """

    tempo: float
    expected: np.ndarray
    phones: np.ndarray
    passed: np.ndarray
    heard: np.ndarray
    strayed: np.ndarray
    arrival: np.ndarray

    @classmethod
    def of(cls, clauses: Sequence[Clause], pauses: Sequence[Span], shortest: float) -> _Steps:
        starts = np.array([pause.start_seconds for pause in pauses])
        lengths = np.array([pause.seconds for pause in pauses])
        inner = lengths.copy()
        inner[[0, -1]] = 0
        before = np.cumsum(inner) - inner  # paused before each pause, without the recording's ends
        heard = (starts - before)[None, :] - (starts + lengths - before - inner)[:, None]
        over = np.maximum(lengths - shortest, 0)
        stray = np.log(_STRAY_PER_SECOND) + _exponential(over, "stray")
        stray[[0, -1]] = 0
        until = np.cumsum(stray)
        kinds = ["sentence" if clause.ends_sentence else "clause" for clause in clauses]
        at_mark = np.array([_PAUSE_AT[kind] for kind in kinds])
        arrival = np.stack([np.log(_PAUSE_AT[kind]) + _exponential(over, kind) for kind in kinds])
        arrival[:, 0] = -np.inf
        arrival[:, -1] = -np.inf
        arrival[-1] = -np.inf
        arrival[-1, -1] = 0
        seconds = np.cumsum([0.0, *(clause.seconds for clause in clauses)])
        tempo = float(heard[0, -1] / seconds[-1])
        return cls(
            tempo=tempo,
            expected=seconds * tempo,
            phones=np.cumsum([0, *(clause.phones for clause in clauses)]),
            passed=np.concatenate([[0.0], np.cumsum(np.log1p(-at_mark))]),
            heard=heard,
            strayed=(until - stray)[None, :] - until[:, None],
            arrival=np.concatenate([np.full((1, len(pauses)), -np.inf), arrival]),
        )

    def weights(self, start: int, to: int) -> np.ndarray:
        """Log density of going from any pause at one place to any at another [pauses, pauses]."""
        with np.errstate(divide="ignore", invalid="ignore"):
            heard = np.where(self.heard > 0, self.heard, np.nan)
            off, spread = self._off(start, to, heard)
            density = -0.5 * np.square(off) - np.log(spread * heard * np.sqrt(2 * np.pi))
        silent = self.passed[to - 1] - self.passed[start]
        return np.nan_to_num(density, nan=-np.inf) + silent + self.strayed + self.arrival[to][None]

    def misfit(self, likelihood: np.ndarray) -> float:
        """How far lengths are off along the likeliest places: a root mean square in units of their spread."""
        places = [0, *(np.flatnonzero(likelihood[1:-1].max(axis=1) > 0.5) + 1), len(likelihood) - 1]
        at = likelihood.argmax(axis=1)
        off = [
            self._off(start, to, self.heard[at[start], at[to]])[0] for start, to in itertools.pairwise(places)
        ]
        return float(np.sqrt(np.mean(np.square(off))))

    def _off(self, start: int, to: int, heard: np.ndarray | float) -> tuple[np.ndarray, float]:
        spread = np.hypot(_TEMPO_SPREAD, _PHONE_SPREAD / np.sqrt(self.phones[to] - self.phones[start]))
        return np.log(heard / (self.expected[to] - self.expected[start])) / spread, float(spread)


def _exponential(seconds: np.ndarray, kind: str) -> np.ndarray:
    return -seconds / _PAUSE_SECONDS[kind] - np.log(_PAUSE_SECONDS[kind])


def _spoken_groups(phones: Sequence[Phone]) -> Iterator[tuple[list[Phone], bool]]:
    """Phones between marks, each with whether the sentence ends with them."""
    groups: list[list[Phone]] = [[]]
    for phone in phones:
        if phone.word_index is not None:
            groups[-1].append(phone)
        elif phone_class(phone.symbol) is PhoneClass.PAUSE and groups[-1]:
            groups.append([])
    groups = [group for group in groups if group]
    yield from ((group, index == len(groups) - 1) for index, group in enumerate(groups))


def _opening(utterance: PhoneUtterance, word: int) -> int:
    """Where a word begins, the brackets and quotation marks before it included."""
    start = utterance.words[word].char_start
    while start and unicodedata.category(utterance.text[start - 1]) in ("Ps", "Pi"):
        start -= 1
    return start


def _seconds(phones: Sequence[Phone]) -> float:
    kinds = [phone_class(phone.symbol) for phone in phones]
    return sum(SOUNDS[kind].seconds for kind in kinds if kind.spoken)
