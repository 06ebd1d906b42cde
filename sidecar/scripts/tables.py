# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of dialogue: their delimiter and columns are found by the names in the first row."""

from __future__ import annotations

import csv
import functools
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from importlib import resources

from sidecar.errors import InvalidRequestError, Violation
from sidecar.scripts.draft import Draft, wrong_content
from sidecar.scripts.model import ScriptLine, TableColumns
from sidecar.scripts.wording import joined, manner, split_delivery, split_name, unbracketed
from sidecar.synthesis.frontend import languages

_DELIMITERS = ",;\t"
_EXCEL = re.compile(r"sep=(.)\n")
_FIELDS = tuple(field.name for field in fields(TableColumns))
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d+)?)\s*s?", re.ASCII)
_SCENE_NUMBER = re.compile(r"\d+[A-Za-z]?")


def looks_like_table(text: str) -> bool:
    """Whether a text without a telling name is a table with at least a column for what is said."""
    header = _header(text, _delimiter(text, TableColumns()))
    return len(header) > 1 and {"text", "character"} <= _found(header, TableColumns()).keys()


def read_table(text: str, columns: TableColumns, draft: Draft) -> None:
    """Puts the rows of a table into a draft.

    Raises:
        InvalidRequestError: A column is not there, or the table is broken.
    """
    if match := _EXCEL.match(text):
        delimiter, text, skipped = match[1], text[match.end() :], 1
    else:
        delimiter, skipped = _delimiter(text, columns), 0
    header = _header(text, delimiter)
    draft.columns = tuple(header)
    _check(columns, header)
    found = _found(header, columns)
    if "text" not in found:
        known = ", ".join(repr(name) for name in header)
        raise InvalidRequestError(
            [Violation("columns.text", f"no column is known to hold what is said; name one of {known}")]
        )
    scene = ""
    for number, row in _rows(text, delimiter):
        cells = {field: row[at].strip() for field, at in found.items() if at < len(row)}
        if (heading := cells.get("scene", "")) and heading != scene:
            draft.begin_scene(heading, heading if _SCENE_NUMBER.fullmatch(heading) else "")
            scene = heading
        if cells.get("text"):
            _take(cells, number + skipped, draft)


def _take(cells: Mapping[str, str], number: int, draft: Draft) -> None:
    delivery, text = split_delivery(cells["text"])
    text = joined(text)
    if not text:
        draft.notices.count("Rows in which nothing is said are left out", cells["text"])
        return
    name, spoken_how = split_name(cells.get("character", ""))
    start, end = (_seconds(cells.get(field, ""), number, draft) for field in ("start", "end"))
    if start is None or (end is not None and end <= start):
        if end is not None:
            draft.notices.count("Ends without a start before them are left out", f"row {number}")
        end = None
    told = cells.get("delivery", "")
    draft.lines.append(
        ScriptLine(
            name,
            text,
            ", ".join(filter(None, (manner(unbracketed(told) or told), spoken_how, delivery))),
            language=_language(cells.get("language", ""), draft),
            start_seconds=start,
            end_seconds=end,
            scene_index=draft.scene_index,
            row=number,
        )
    )


def _delimiter(text: str, columns: TableColumns) -> str:
    """What parts the most columns that are known, else the most columns."""

    def worth(delimiter: str) -> tuple[int, int]:
        header = _header(text, delimiter)
        return len(_found(header, columns)), len(header)

    return max(_DELIMITERS, key=worth)


def _header(text: str, delimiter: str) -> list[str]:
    _, first = next(_rows(text, delimiter, with_header=True), (0, []))
    return [name.strip() for name in first]


def _rows(text: str, delimiter: str, *, with_header: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the number of the file's row that it starts in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before, seen_header = 0, with_header
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            if with_header:  # only looked at, with a delimiter that may be another
                return
            raise wrong_content(f"is a broken table; row {before + 1}: {error}") from error
        if row is None:
            return
        if any(cell.strip() for cell in row):
            if seen_header:
                yield before + 1, row
            seen_header = True
        before = reader.line_num


def _check(columns: TableColumns, header: Sequence[str]) -> None:
    known = ", ".join(repr(name) for name in header)
    named = {_normal(name) for name in header}
    violations = [
        Violation(f"columns.{field}", f"there is no column {name!r}; there are {known}")
        for field in _FIELDS
        if (name := getattr(columns, field)) and _normal(name) not in named
    ]
    if violations:
        raise InvalidRequestError(violations)


def _found(header: Sequence[str], columns: TableColumns) -> dict[str, int]:
    """Field -> place of its column: as asked for, then by usual names."""
    places = {_normal(name): at for at, name in reversed(list(enumerate(header)))}
    found = {}
    for field in _FIELDS:
        if (name := _normal(getattr(columns, field))) in places and name:
            found[field] = places[name]
    for field in _FIELDS:
        for name in () if field in found else _usual_names()[field]:
            if name in places and places[name] not in found.values():
                found[field] = places[name]
                break
    return found


@functools.cache
def _usual_names() -> dict[str, list[str]]:
    return tomllib.loads(resources.files("sidecar.scripts").joinpath("columns.toml").read_text("utf-8"))


def _normal(name: str) -> str:
    return " ".join(re.sub(r"[_\-.]+", " ", name).casefold().split())


def _seconds(cell: str, number: int, draft: Draft) -> float | None:
    if not cell:
        return None
    match = _CLOCK.fullmatch(cell)
    if match is None:
        draft.notices.count(
            "Times that are neither seconds nor hours:minutes:seconds are left out", f"row {number}: {cell}"
        )
        return None
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds.replace(",", "."))


def _language(cell: str, draft: Draft) -> str:
    """The tag that is supported for one in a cell: "en-us", "zh" and "zh-Hans" will do."""
    if not cell:
        return ""
    wanted = cell.replace("_", "-").casefold()
    for tag in languages():
        if tag.casefold() == wanted:
            return tag
    for tag in languages():
        if tag.partition("-")[0].casefold() == wanted.partition("-")[0]:
            return tag
    draft.notices.count("Languages that cannot be spoken are told by the letters instead", cell)
    return ""
