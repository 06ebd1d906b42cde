# SPDX-License-Identifier: GPL-3.0-or-later
"""Subtitles as SubRip (SRT) and WebVTT, written by pysubs2."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from ..locale import translated
from .spoken import SpokenLine
from .wrapping import Row, width_of, wrap

LETTERS: Final = 42
"""Of a row, at most: what broadcasters' guidelines allow."""

ROWS: Final = 2
"""Of a subtitle, at most."""

_SHORTEST: Final = 1  # milliseconds


class Subtitle(NamedTuple):
    """A subtitle: seconds from the scene's first frame, who speaks, the rows."""

    start: float
    end: float
    speaker: str
    rows: tuple[str, ...]


def srt(lines: Iterable[SpokenLine], *, names: bool, letters: int = LETTERS, rows: int = ROWS) -> str:
    """Lines as SRT; where names are wanted, they stand before the text: "NAME: text".

    Raises:
        ValueError: If pysubs2 cannot be loaded, in words.
    """
    found = subtitles(lines, named=names, letters=letters, rows=rows)
    return _written(found, ("\n".join(entry.rows) for entry in found), "srt")


def vtt(lines: Iterable[SpokenLine], *, names: bool, letters: int = LETTERS, rows: int = ROWS) -> str:
    """Lines as WebVTT; where names are wanted, they are given as its specification has it: "<v NAME>text".

    Raises:
        ValueError: If pysubs2 cannot be loaded, in words.
    """
    found = subtitles(lines, letters=letters, rows=rows)
    return _written(found, (_voiced(entry, names) for entry in found), "vtt")


def subtitles(
    lines: Iterable[SpokenLine], *, named: bool = False, letters: int = LETTERS, rows: int = ROWS
) -> list[Subtitle]:
    """Lines as subtitles, in order of time.

    What is heard before the scene's first frame is left out.

    Args:
        lines: The lines. One too long for a subtitle becomes several, parted where words begin.
        named: Whether the speaker's name stands before the text.
        letters: The longest row.
        rows: The most rows.
    """
    found: list[Subtitle] = []
    for line in lines:
        name = f"{line.character}: " if named and line.character else ""
        blocks = wrap(name + line.text, letters, rows)
        if not blocks:
            continue
        times = [line.start, *_starts(line, blocks, len(name)), line.end]
        for block, (start, end) in zip(blocks, pairwise(times), strict=True):
            if end > max(start, 0.0):
                text = tuple(row.text for row in block)
                found.append(Subtitle(max(start, 0.0), end, line.character, text))
    return sorted(found, key=lambda subtitle: (subtitle.start, subtitle.end))


def _starts(line: SpokenLine, blocks: Sequence[Sequence[Row]], shift: int) -> Iterator[float]:
    """When each block but the first begins: with its first word, or by its width where no word is known."""
    widths = [sum(width_of(row.text) for row in block) for block in blocks]
    latest = line.start
    for number, block in enumerate(blocks[1:], start=1):
        share = line.start + (line.end - line.start) * sum(widths[:number]) / sum(widths)
        word = next((word.start for word in line.words if word.place + shift >= block[0].place), share)
        latest = min(max(word, latest), line.end)
        yield latest


def _voiced(entry: Subtitle, names: bool) -> str:
    text = html.escape("\n".join(entry.rows), quote=False)
    speaker = html.escape(" ".join(entry.speaker.split()), quote=False)
    return f"<v {speaker}>{text}" if names and speaker else text


def _written(found: Sequence[Subtitle], texts: Iterable[str], kind: str) -> str:
    pysubs2 = _library()
    file = pysubs2.SSAFile()
    for entry, text in zip(found, texts, strict=True):
        start = round(entry.start * 1000)
        end = max(round(entry.end * 1000), start + _SHORTEST)
        file.append(pysubs2.SSAEvent(start=start, end=end, text=_literal(text)))
    return file.to_string(kind, keep_ssa_tags=True)


def _literal(text: str) -> str:
    """A text that pysubs2 writes as it is: it would take a backslash before n, N or h for white space."""
    return re.sub(r"\\(?=[nNh])", "\\\\\u2060", text).replace("\n", "\\N")


def _library() -> Any:
    try:
        import pysubs2  # only when it is needed: it costs every start of Blender else
    except ImportError as error:
        words = translated(
            "Subtitles need pysubs2, which comes with the add-on, and it cannot be loaded ({reason}): "
            "install the add-on from its zip again"
        )
        raise ValueError(words.format(reason=error)) from error
    return pysubs2
