# SPDX-License-Identifier: GPL-3.0-or-later
"""What a spelling rule may look at besides the word itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import regex


@dataclass(frozen=True, slots=True)
class Context:
    """A word's neighbours; ``before`` and ``after`` are empty across punctuation other than a space."""

    before: str
    after: str
    two_before: str
    in_brackets: bool

    @classmethod
    def at(
        cls, text: str, words: Sequence[str], spans: Sequence[tuple[int, int]], index: int, **own: Any
    ) -> Self:
        """The context of ``words[index]``, at ``spans`` in ``text``; ``own``: fields of a subclass."""

        def neighbour(i: int) -> str:
            if not 0 <= i < len(words):
                return ""
            first, second = sorted((i, i + 1 if i < index else i - 1))
            gap = text[spans[first][1] : spans[second][0]]
            return unicodedata.normalize("NFKC", words[i]) if gap.strip() in ("", "(", ")", "-") else ""

        before = neighbour(index - 1)
        start, end = spans[index]
        return cls(
            before=before,
            after=neighbour(index + 1),
            two_before=neighbour(index - 2) if before else "",
            in_brackets=text[start - 1 : start] == "(" and text[end : end + 1] == ")",
            **own,
        )


Rule = Callable[[regex.Match[str], Context], str | None]
"""Spells out a matched word; None where, seen in its context, the rule does not apply."""
