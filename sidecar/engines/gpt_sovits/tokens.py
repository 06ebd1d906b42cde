# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones in time -> tokens of the phoneme alphabet in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from models.gpt_sovits.timing import PhoneSpan
from sidecar.engines.base import TimedToken
from sidecar.synthesis.frontend.gpt_sovits.sounds import symbols_in
from sidecar.synthesis.phonemes import PHONES

if TYPE_CHECKING:
    from sidecar.synthesis.frontend.gpt_sovits import Phone


def timed_tokens(phones: Sequence[Phone], spans: Sequence[PhoneSpan]) -> tuple[TimedToken, ...]:
    """The tokens of a sentence.

    A phone's time is shared evenly by its sounds; marks of stress, length and tone have none of their own. A
    phone that stands for no sound leaves its time to the next.

    Args:
        phones: Of the sentence.
        spans: When each of them is heard; they tile the sentence.

    Returns:
        Tokens that tile the same time.
    """
    tokens: list[TimedToken] = []
    written = symbols_in(phones)
    start = spans[0].start_sample
    for index, span in enumerate(spans):
        symbols = ("",) if span.phone is None else written[span.phone]
        if not symbols and index < len(spans) - 1:
            continue
        word = None if span.phone is None else phones[span.phone].word_index
        tokens += _shared(symbols or ("",), word, start, span.end_sample)
        start = span.end_sample
    return tuple(tokens)


def _shared(symbols: Sequence[str], word: int | None, start: int, end: int) -> Iterator[TimedToken]:
    sounding = sum(symbol in PHONES for symbol in symbols)
    if not sounding:  # a pause, written or not
        for symbol in symbols[:-1]:
            yield TimedToken(symbol, word, start, start)
        yield TimedToken(symbols[-1], word, start, end)
        return
    edges = [start + round((end - start) * i / sounding) for i in range(sounding + 1)]
    parts = iter(pairwise(edges))
    last = start
    for symbol in symbols:
        first, last = next(parts) if symbol in PHONES else (last, last)
        yield TimedToken(symbol, word, first, last)
