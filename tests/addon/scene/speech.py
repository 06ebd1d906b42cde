# SPDX-License-Identifier: GPL-3.0-or-later
"""Speech for tests that need no voice: "ma ma" in silence, with exact times."""

from __future__ import annotations

from typing import Any

from addon.client.speech import LineRequest, Sound, Speech, SpokenWord, Timings

RATE = 24_000


def mama(seconds: float = 1.0) -> Speech:
    """Two syllables between two pauses."""
    return spoken("sil m ɑ m ɑ sil", "mama", seconds)


def spoken(symbols: str, word: str, seconds: float) -> Speech:
    """Sounds of equal length, a pause first and last, every ɑ stressed."""
    row = symbols.split()
    count = int(seconds * RATE)
    edges = [count * part // len(row) for part in range(len(row) + 1)]
    sounds = tuple(
        Sound(symbol, start, end, int(symbol == "ɑ"), None if symbol == "sil" else 0)
        for symbol, start, end in zip(row, edges, edges[1:], strict=False)
    )
    timings = Timings(RATE, count, sounds, (SpokenWord(word, 0, len(word), edges[1], edges[-2]),))
    return Speech(bytes(2 * count), timings)


def asked(line: Any) -> LineRequest:
    """What the session asks of the line's voice."""
    from addon.client.session import SESSION
    from addon.scene import apply

    request = apply.request_of(line.id_data, line)
    return request.spoken_by(SESSION.find_voice(request.voice))
