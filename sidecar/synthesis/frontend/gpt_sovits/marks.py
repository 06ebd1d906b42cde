# SPDX-License-Identifier: GPL-3.0-or-later
"""Punctuation as phones: the six marks that the networks know."""

from __future__ import annotations

from sidecar.synthesis.frontend.punctuation import punctuate

_MARKS = {mark: mark for mark in ",.!?…"} | {";": ",", ":": ",", "(": ",", ")": ",", "—": "-"}
MARKS = frozenset(_MARKS.values())
"""The phones of punctuation, each a pause."""

STOP = "."
"""Ends what ends without a mark, and lengthens what would be too short to be spoken."""


def marks_between(gap: str, first: bool, last: bool) -> list[str]:
    """The marks in what stands between two words, before the first or after the last.

    Quotation marks are no pause; brackets are one; of marks that follow each other a weaker one goes.

    Args:
        gap: The characters there.
        first: Nothing was spoken before it in the sentence.
        last: Nothing is spoken after it in the sentence.
    """
    marks: list[str] = []
    for symbol in punctuate(gap, first=first, last=last):
        mark = _MARKS.get(symbol)
        if mark is None or (marks and mark == ","):
            continue
        if marks == [","]:
            marks = []
        if marks[-1:] != [mark]:
            marks.append(mark)
    return marks
