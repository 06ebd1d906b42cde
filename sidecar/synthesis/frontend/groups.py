# SPDX-License-Identifier: GPL-3.0-or-later
"""Which passes hold parts of one word, and so must be finished together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

S = TypeVar("S")


def in_groups(passes: Sequence[S], words: Callable[[S], Sequence[int | None]]) -> list[tuple[S, ...]]:
    """The passes in groups, so that the end of a word is known when the word is sent.

    Args:
        passes: In order.
        words: The words that the symbols of a pass belong to.

    Returns:
        Nearly every group is a single pass.
    """
    groups: list[tuple[S, ...]] = []
    for one in passes:
        if groups and last_word(words(groups[-1][-1])) in {*words(one)} - {None}:
            groups[-1] = (*groups[-1], one)
        else:
            groups.append((one,))
    return groups


def last_word(words: Sequence[int | None]) -> int | None:
    """The last word of a pass, if it has any."""
    return next((word for word in reversed(words) if word is not None), None)
