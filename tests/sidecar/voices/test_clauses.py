# SPDX-License-Identifier: GPL-3.0-or-later
"""Clauses are laid on the speech between pauses, and what is not sure is told to be so."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.synthesis.frontend.gpt_sovits import to_phones
from sidecar.voices.clauses import Clause, clauses_of, lay
from sidecar.voices.quality.spans import Span

pytestmark = pytest.mark.unit

SHORTEST = 0.12


def sentences(*seconds: float) -> list[Clause]:
    """Sentences of so many seconds at a mean tempo."""
    return [Clause(n, n + 1, round(12 * each), each, True) for n, each in enumerate(seconds)]


def pauses(speech: list[float], silence: float = 0.5) -> list[Span]:
    """What lies around stretches of speech of so many seconds."""
    spans, at = [Span(0.0, 0.0)], 0.0
    for each in speech:
        at += each
        spans.append(Span(at, at + silence))
        at += silence
    spans[-1] = Span(spans[-1].start_seconds, spans[-1].start_seconds)
    return spans


def test_a_text_is_cut_at_its_marks() -> None:
    text = "“Well,” she said, “it costs $4.50.” (Nobody laughed.) And 3.5 of them left!"
    found = [text[one.start : one.end].strip() for one in clauses_of(to_phones(text, "en-US"))]
    assert found == [
        "“Well,”",
        "she said,",
        "“it costs $4.50.”",
        "(Nobody laughed.)",
        "And 3.5 of them left!",
    ]


def test_the_clauses_are_all_of_the_text() -> None:
    text = "昨日は雨でした。「本を読んで、寝ました」と言った。"
    clauses = clauses_of(to_phones(text, "ja-JP"))
    assert clauses[0].start == 0
    assert clauses[-1].end == len(text)
    assert all(before.end == after.start for before, after in itertools.pairwise(clauses))
    assert [clause.ends_sentence for clause in clauses].count(True) == 2
    assert all(clause.seconds > 0 and clause.phones > 0 for clause in clauses)


def test_each_sentence_is_found_between_its_pauses() -> None:
    lengths = [2.0, 4.0, 1.5, 3.0]
    laying = lay(sentences(*lengths), pauses([1.1 * each for each in lengths]), SHORTEST)
    assert laying.fits
    assert laying.likelihood.argmax(axis=1).tolist() == [0, 1, 2, 3, 4]
    assert laying.likelihood.max(axis=1).min() > 0.99


def test_a_stray_pause_is_passed_over() -> None:
    laying = lay(sentences(3.0, 4.0), pauses([3.0, 1.5, 2.5]), SHORTEST)
    assert laying.likelihood.argmax(axis=1).tolist() == [0, 1, 3]


def test_a_mark_without_a_pause_is_passed_over() -> None:
    clauses = [*sentences(3.0), Clause(1, 2, 24, 2.0, False), Clause(2, 3, 24, 2.0, True)]
    laying = lay(clauses, pauses([3.0, 4.0]), SHORTEST)
    assert laying.likelihood[1].argmax() == 1
    assert laying.likelihood[2].max() < 0.1


def test_two_places_that_are_as_good_are_not_sure() -> None:
    laying = lay(sentences(3.0, 3.0), pauses([2.6, 0.8, 2.6], silence=0.3), SHORTEST)
    assert laying.likelihood[1].max() < 0.7


def test_a_text_of_other_lengths_does_not_fit() -> None:
    assert not lay(sentences(1.0, 6.0, 1.0, 5.0), pauses([5.0, 1.0, 6.0, 1.0]), SHORTEST).fits


@pytest.mark.parametrize("tempo", [0.3, 2.5])
def test_a_text_that_is_much_too_long_or_short_does_not_fit(tempo: float) -> None:
    lengths = [2.0, 4.0, 1.5]
    assert not lay(sentences(*lengths), pauses([tempo * each for each in lengths]), SHORTEST).fits


@given(
    seconds=st.lists(st.floats(0.05, 20), min_size=1, max_size=8),
    speech=st.lists(st.floats(0.01, 20), min_size=1, max_size=10),
    silence=st.floats(0.12, 3),
)
def test_likelihoods_are_probabilities(seconds: list[float], speech: list[float], silence: float) -> None:
    laying = lay(
        [Clause(n, n + 1, 3, each, n % 2 == 0) for n, each in enumerate(seconds)],
        pauses(speech, silence),
        SHORTEST,
    )
    assert np.isfinite(laying.likelihood).all()
    assert (laying.likelihood >= 0).all()
    assert (laying.likelihood.sum(axis=1) <= 1 + 1e-6).all()


def test_a_recording_of_nothing_fits_no_text() -> None:
    assert not lay(sentences(2.0), [Span(0.0, 12.0), Span(12.0, 12.0)], SHORTEST).fits
