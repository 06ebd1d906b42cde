# SPDX-License-Identifier: GPL-3.0-or-later
"""Which line of a scene is which line of a script that is imported again.

Lines that read as before are the same lines, wherever they stand now. Between two of them, a line that reads
nearly so, or else the next one of the same character, is the same line in other words. The rest is new or
gone.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

_ALIKE: Final = 0.6  # of letters that two versions of a line must share
_SAME_SPEAKER: Final = 0.2  # how much more alike lines of the same character count


@dataclass(frozen=True, slots=True)
class Known:
    """A line of the scene: its id, and who says what as it stood in the script at the last import.

    Lines that are not of this script stay where they are among the others.
    """

    uid: str
    character: str = ""
    text: str = ""
    scripted: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the script as it is now."""

    character: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the scene to be.

    Attributes:
        uid: The line that is there already; None for a new one.
        index: The line of the script; None for one that is not in it.
    """

    uid: str | None
    index: int | None


@dataclass(frozen=True, slots=True)
class Merge:
    """What becomes of a scene's lines.

    Attributes:
        items: Every line in order, those that are gone from the script among them.
        gone: Ids of lines that are in the script no more.
    """

    items: tuple[Item, ...]
    gone: tuple[str, ...]


def merge(known: Sequence[Known], said: Sequence[Said]) -> Merge:
    """Matches a scene's lines with a script.

    Args:
        known: The scene's lines in order.
        said: The script's lines in order.

    Returns:
        The lines of the script in its order. A line that is not in it comes after the one that it came after.
    """
    scripted = [line for line in known if line.scripted]
    found = _match(scripted, said)
    uids = {index: scripted[place].uid for place, index in found.items()}
    matched = set(uids.values())
    trailing: dict[str | None, list[Item]] = defaultdict(list)
    above: str | None = None
    for line in known:
        if line.uid in matched:
            above = line.uid
        else:
            trailing[above].append(Item(line.uid, None))
    items = trailing[None]
    for index in range(len(said)):
        uid = uids.get(index)
        items.append(Item(uid, index))
        items += trailing[uid] if uid is not None else []
    gone = tuple(line.uid for line in scripted if line.uid not in matched)
    return Merge(tuple(items), gone)


def _match(old: Sequence[Known], new: Sequence[Said]) -> dict[int, int]:
    """Places in the script by places among the scene's scripted lines."""
    found: dict[int, int] = {}
    ours, theirs = [_both(line) for line in old], [_both(line) for line in new]
    for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        found |= {block.a + step: block.b + step for step in range(block.size)}
    anchors = sorted(found.items())
    _match_same(found, ours, theirs)  # lines that were moved
    for lines, places in _between(anchors, found, len(old), len(new)):
        _match_same(found, [_text(line) for line in old], [_text(line) for line in new], lines, places)
        _match_alike(found, old, new, lines, places)
        _match_same(found, [_speaker(line) for line in old], [_speaker(line) for line in new], lines, places)
    return found


def _between(
    anchors: Iterable[tuple[int, int]], found: dict[int, int], old: int, new: int
) -> list[tuple[list[int], list[int]]]:
    """Lines that are not matched yet between each two that have stayed in order."""
    taken = set(found.values())
    edges = [(-1, -1), *anchors, (old, new)]
    result = []
    for (a, b), (c, d) in pairwise(edges):
        lines = [line for line in range(a + 1, c) if line not in found]
        places = [place for place in range(b + 1, d) if place not in taken]
        if lines and places:
            result.append((lines, places))
    return result


def _match_same(
    found: dict[int, int],
    ours: Sequence[Hashable],
    theirs: Sequence[Hashable],
    lines: Iterable[int] | None = None,
    places: Iterable[int] | None = None,
) -> None:
    """Matches what is left and equal, the first with the first."""
    taken = set(found.values())
    free: dict[Hashable, deque[int]] = defaultdict(deque)
    for place in range(len(theirs)) if places is None else places:
        if place not in taken:
            free[theirs[place]].append(place)
    for line in range(len(ours)) if lines is None else lines:
        if line not in found and free[ours[line]]:
            found[line] = free[ours[line]].popleft()


def _match_alike(
    found: dict[int, int], old: Sequence[Known], new: Sequence[Said], lines: list[int], places: list[int]
) -> None:
    """Matches what is left and reads nearly so, the most alike first."""
    taken = set(found.values())
    pairs: list[tuple[float, int, int]] = []
    for place in (place for place in places if place not in taken):
        compare = SequenceMatcher(None, "", _text(new[place]), autojunk=False)
        for line in (line for line in lines if line not in found):
            compare.set_seq1(_text(old[line]))
            if _reaches(compare.real_quick_ratio) and _reaches(compare.quick_ratio):
                ratio = compare.ratio()
                if ratio >= _ALIKE:
                    same = _speaker(old[line]) == _speaker(new[place])
                    pairs.append((-ratio - same * _SAME_SPEAKER, line, place))
    for _, line, place in sorted(pairs):
        if line not in found and place not in taken:
            found[line] = place
            taken.add(place)


def _reaches(ratio: Callable[[], float]) -> bool:
    return ratio() >= _ALIKE


def _text(line: Known | Said) -> str:
    return " ".join(line.text.split())


def _speaker(line: Known | Said) -> str:
    return " ".join(line.character.split()).casefold()


def _both(line: Known | Said) -> tuple[str, str]:
    return _speaker(line), _text(line)
