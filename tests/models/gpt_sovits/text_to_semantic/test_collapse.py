# SPDX-License-Identifier: GPL-3.0-or-later
"""Loops and runaways are noticed, speech is not disturbed, and another seed gets its chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from models.gpt_sovits.text_to_semantic.collapse import (
    Guard,
    Outcome,
    Stop,
    Watch,
    seed_of_attempt,
    with_retries,
)
from models.gpt_sovits.text_to_semantic.prefix import SEEDS, Request

pytestmark = pytest.mark.unit

GUARD = Guard()
MANY_PHONES = 10_000
tokens = st.integers(0, 1023)


def hear_all(
    sequence: Sequence[int], phones: int = MANY_PHONES, guard: Guard = GUARD
) -> tuple[Stop | None, int]:
    """Why it stopped, and how many tokens of it are sound."""
    watch = Watch(guard, phones)
    for token in sequence:
        stop = watch.hear(token)
        if stop is not None:
            return stop, watch.sound
    return None, watch.sound


@given(st.lists(tokens, max_size=60), st.lists(tokens, min_size=1, max_size=25))
def test_every_loop_is_noticed_and_its_first_round_kept(speech: list[int], phrase: list[int]) -> None:
    rounds = max(GUARD.rounds, -(-GUARD.shortest_loop // len(phrase)))
    stop, sound = hear_all(speech + phrase * rounds)
    assert stop is Stop.REPETITION
    assert sound <= len(speech) + len(phrase)


@given(st.lists(tokens, min_size=1, max_size=400, unique=True))
def test_what_does_not_repeat_is_not_disturbed(speech: list[int]) -> None:
    assert hear_all(speech) == (None, len(speech))


@given(st.lists(tokens, min_size=2, max_size=25, unique=True), st.integers(0, 1023))
def test_a_pause_of_a_second_and_a_word_said_thrice_are_speech(word: list[int], silence: int) -> None:
    assume(silence not in word)
    assert hear_all([*word, *[silence] * 25, *word * 3, silence]) == (None, 4 * len(word) + 26)


def test_a_loop_is_noticed_as_soon_as_it_is_one() -> None:
    speech = list(range(100, 140))
    assert hear_all([*speech, *[7] * 29]) == (None, 69)
    assert hear_all([*speech, *[7] * 30]) == (Stop.REPETITION, 41)
    phrase = list(range(20))
    assert hear_all([*speech, *phrase * 3, *phrase[:19]]) == (None, 119)
    assert hear_all([*speech, *phrase * 4]) == (Stop.REPETITION, 60)


@given(st.integers(1, 100))
def test_a_line_may_take_as_long_as_the_slowest_speech(phones: int) -> None:
    most = GUARD.most_tokens(phones)
    assert most >= phones * 25 / 3
    speech = [(token * token) % 1021 for token in range(most + 1)]
    assert hear_all(speech[:-1], phones) == (None, most)
    assert hear_all(speech, phones) == (Stop.RUNAWAY, most + 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [("shortest_loop", 1), ("rounds", 1), ("longest_phrase", 0), ("spare_tokens", -1), ("attempts", 0)],
)
def test_a_guard_that_would_stop_all_speech_is_refused(field: str, value: int) -> None:
    with pytest.raises(ValueError, match=field):
        Guard(**{field: value})


def test_a_guard_that_lets_no_phone_be_spoken_is_refused() -> None:
    with pytest.raises(ValueError, match="tokens_per_phone"):
        Guard(tokens_per_phone=0)


@given(st.integers(0, SEEDS - 1))
def test_attempts_have_seeds_of_their_own(seed: int) -> None:
    seeds = [seed_of_attempt(seed, attempt) for attempt in range(20)]
    assert seeds[0] == seed
    assert len(set(seeds)) == 20
    assert all(0 <= each < SEEDS for each in seeds)


def line(seed: int = 0, phones: int = 10) -> Request:
    return Request(torch.zeros(phones, dtype=torch.int64), torch.zeros(0, dtype=torch.int64), seed=seed)


def scripted(
    *attempts: Sequence[tuple[Stop, int]],
) -> tuple[Callable[[Sequence[Request]], list[Outcome]], list]:
    """Gives outcomes, each a reason and a number of tokens, and notes the seeds it was asked with."""
    asked: list[list[int]] = []

    def generate(requests: Sequence[Request]) -> list[Outcome]:
        asked.append([each.seed for each in requests])
        script = attempts[len(asked) - 1]
        return [
            Outcome((0,) * length, stop, request.seed)
            for request, (stop, length) in zip(requests, script, strict=True)
        ]

    return generate, asked


def test_only_lost_lines_are_tried_again_and_the_first_that_ends_is_kept() -> None:
    generate, asked = scripted(
        [(Stop.END, 20), (Stop.REPETITION, 25), (Stop.RUNAWAY, 130)],
        [(Stop.REPETITION, 3), (Stop.END, 31)],
        [(Stop.END, 12)],
    )
    outcomes = with_retries(generate, [line(1), line(2), line(3)], attempts=5)
    assert asked == [
        [1, 2, 3],
        [seed_of_attempt(2, 1), seed_of_attempt(3, 1)],
        [seed_of_attempt(2, 2)],
    ]
    assert [(each.stop, len(each.tokens), each.attempts) for each in outcomes] == [
        (Stop.END, 20, 1),
        (Stop.END, 12, 3),
        (Stop.END, 31, 2),
    ]
    assert [each.seed for each in outcomes] == [1, asked[2][0], asked[1][1]]


def test_where_none_ends_the_most_usual_length_is_kept_and_the_attempts_are_bounded() -> None:
    generate, asked = scripted([(Stop.REPETITION, 2)], [(Stop.REPETITION, 25)], [(Stop.RUNAWAY, 134)])
    (outcome,) = with_retries(generate, [line()], attempts=3)
    assert len(asked) == 3
    assert (outcome.stop, len(outcome.tokens), outcome.attempts) == (Stop.REPETITION, 25, 3)
    assert not outcome.ended


@pytest.mark.parametrize("stop", [Stop.END, Stop.LENGTH, Stop.CANCELLED])
def test_what_is_not_lost_is_not_tried_again(stop: Stop) -> None:
    generate, asked = scripted([(stop, 5)])
    assert with_retries(generate, [line()], attempts=3) == [Outcome((0,) * 5, stop, 0)]
    assert len(asked) == 1
