# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices share networks; memory stays within its bound."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from models.gpt_sovits.checkpoints import ModelPool
from models.gpt_sovits.checkpoints.pool import size_of

pytestmark = pytest.mark.unit

KILOBYTE = 1024


class Loads:
    """Makes networks of whole kilobytes and remembers which."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def use(self, pool: ModelPool, key: str, kilobytes: int = 1) -> nn.Module:
        with pool.borrow(key, lambda: self.make(key, kilobytes)) as network:
            return network

    def make(self, key: str, kilobytes: int) -> nn.Module:
        self.made.append(key)
        return nn.Linear(KILOBYTE // 4, kilobytes, bias=False)


@pytest.fixture
def loads() -> Loads:
    return Loads()


def test_a_network_is_loaded_once_and_shared(loads: Loads) -> None:
    pool = ModelPool(10 * KILOBYTE)
    assert loads.use(pool, "a") is loads.use(pool, "a")
    assert loads.made == ["a"]
    assert pool.used_bytes == KILOBYTE


def test_the_longest_unused_leaves_first(loads: Loads) -> None:
    pool = ModelPool(2 * KILOBYTE)
    for key in ("a", "b", "a", "c", "a", "b"):
        loads.use(pool, key)
    assert loads.made == ["a", "b", "c", "b"]
    assert pool.used_bytes == 2 * KILOBYTE


def test_a_network_in_use_stays_beyond_the_bound(loads: Loads) -> None:
    pool = ModelPool(1 * KILOBYTE)
    with pool.borrow("a", lambda: loads.make("a", 1)) as held:
        loads.use(pool, "b")
        assert loads.use(pool, "a") is held
        assert pool.used_bytes == KILOBYTE
    assert loads.made == ["a", "b"]


def test_a_network_larger_than_the_bound_is_lent_and_let_go(loads: Loads) -> None:
    pool = ModelPool(1 * KILOBYTE)
    assert size_of(loads.use(pool, "big", 5)) == 5 * KILOBYTE
    assert pool.used_bytes == 0


def test_a_clear_pool_keeps_what_is_in_use(loads: Loads) -> None:
    pool = ModelPool(9 * KILOBYTE)
    loads.use(pool, "a")
    with pool.borrow("b", lambda: loads.make("b", 1)):
        pool.clear()
        assert pool.used_bytes == KILOBYTE
    pool.clear()
    assert pool.used_bytes == 0


def test_a_bound_is_positive() -> None:
    with pytest.raises(ValueError, match="max_bytes: 0"):
        ModelPool(0)


def test_threads_that_ask_at_once_load_once(loads: Loads) -> None:
    pool = ModelPool(9 * KILOBYTE)

    def load() -> nn.Module:
        time.sleep(0.1)
        return loads.make("a", 1)

    def use(_: int) -> nn.Module:
        with pool.borrow("a", load) as network:
            return network

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(use, range(8)))) == 1
    assert loads.made == ["a"]


def test_another_network_is_lent_while_one_is_loading(loads: Loads) -> None:
    pool = ModelPool(9 * KILOBYTE)
    started, finish = threading.Event(), threading.Event()

    def load_slowly() -> nn.Module:
        started.set()
        assert finish.wait(10)
        return loads.make("slow", 1)

    def use_slow() -> None:
        with pool.borrow("slow", load_slowly):
            pass

    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(use_slow)
        assert started.wait(10)
        loads.use(pool, "quick")
        finish.set()
        waiting.result(10)
    assert loads.made == ["quick", "slow"]


def test_a_failed_load_reaches_all_who_wait_and_is_tried_anew(loads: Loads) -> None:
    pool = ModelPool(9 * KILOBYTE)

    def fail() -> nn.Module:
        time.sleep(0.1)
        raise ValueError("damaged")

    def use(_: int) -> str:
        try:
            with pool.borrow("a", fail):
                return "lent"
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(use, range(4))) == {"damaged"}
    loads.use(pool, "a")
    assert loads.made == ["a"]


def test_an_error_of_the_user_gives_the_network_back(loads: Loads) -> None:
    pool = ModelPool(1 * KILOBYTE)
    with pytest.raises(KeyError), pool.borrow("a", lambda: loads.make("a", 1)):
        raise KeyError
    loads.use(pool, "b")
    assert pool.used_bytes == KILOBYTE


@settings(deadline=None)
@given(uses=st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 4)), max_size=40))
def test_the_bound_holds_whatever_is_used(uses: list[tuple[str, int]]) -> None:
    pool, loads = ModelPool(5 * KILOBYTE), Loads()
    for key, kilobytes in uses:
        loads.use(pool, f"{key}{kilobytes}", kilobytes)
        assert pool.used_bytes <= 5 * KILOBYTE
        loads.use(pool, f"{key}{kilobytes}", kilobytes)
    for before, after in zip(loads.made, loads.made[1:], strict=False):
        assert before != after
