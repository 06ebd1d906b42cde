# SPDX-License-Identifier: GPL-3.0-or-later
"""Speech for tests that need no voice: "ma ma" in silence, with exact times."""

from __future__ import annotations

from addon.client.speech import Sound, Speech, SpokenWord, Timings

RATE = 24_000


def mama(seconds: float = 1.0) -> Speech:
    """Two syllables between two pauses."""
    count = int(seconds * RATE)
    edges = [count * part // 6 for part in range(7)]
    symbols = ("sil", "m", "ɑ", "m", "ɑ", "sil")
    words = (None, 0, 0, 0, 0, None)
    sounds = tuple(
        Sound(symbol, start, end, 1 if symbol == "ɑ" else 0, word)
        for symbol, start, end, word in zip(symbols, edges, edges[1:], words, strict=False)
    )
    timings = Timings(RATE, count, sounds, (SpokenWord("mama", 0, 4, edges[1], edges[5]),))
    return Speech(bytes(2 * count), timings)
