# SPDX-License-Identifier: GPL-3.0-or-later
"""A script's file to its lines, whatever it is written in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from sidecar.errors import InvalidRequestError, Violation
from sidecar.scripts.draft import Draft, wrong_content
from sidecar.scripts.encodings import decode
from sidecar.scripts.final_draft import read_final_draft
from sidecar.scripts.fountain import looks_like_fountain, read_fountain
from sidecar.scripts.letters import with_languages
from sidecar.scripts.model import Script, ScriptCharacter, ScriptFormat, ScriptLine, TableColumns
from sidecar.scripts.plain import read_plain
from sidecar.scripts.subtitles import read_subtitles
from sidecar.scripts.tables import looks_like_table, read_table
from sidecar.synthesis.frontend import languages

LARGEST_BYTES = 16 << 20
_LONGEST_ROW, _MOST_ROWS = 20_000, 100_000
_DEFAULT_LANGUAGE = "en-US"
_ENDINGS = {
    ".fountain": ScriptFormat.FOUNTAIN,
    ".spmd": ScriptFormat.FOUNTAIN,
    ".fdx": ScriptFormat.FINAL_DRAFT,
    ".srt": ScriptFormat.SRT,
    ".vtt": ScriptFormat.WEBVTT,
    ".csv": ScriptFormat.TABLE,
    ".tsv": ScriptFormat.TABLE,
    ".tab": ScriptFormat.TABLE,
}
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE|FinalDraft)", re.IGNORECASE)
_CUE_TIMES = re.compile(r"^\s*(?:\d+:)?\d+:\d+[.,]\d+\s*-->", re.MULTILINE)
_NO_DIALOGUE = {
    ScriptFormat.FOUNTAIN: 'a speech is a name in capitals, or after "@", with what is said in the row below',
    ScriptFormat.FINAL_DRAFT: "there is no paragraph of type Dialogue after one of type Character",
    ScriptFormat.SRT: "no cue has words",
    ScriptFormat.WEBVTT: "no cue has words",
    ScriptFormat.TABLE: "no row has words in the column of what is said",
    ScriptFormat.TEXT: 'write rows such as "NAME: what is said"',
}


def read_script(
    file_name: str,
    content: bytes,
    format_: ScriptFormat | None = None,
    language: str = "",
    columns: TableColumns | None = None,
) -> Script:
    """Reads a script. Blocks; the whole file is held in memory.

    Args:
        file_name: Its ending tells the format.
        content: The file, up to `LARGEST_BYTES`.
        format_: If the name does not tell.
        language: BCP-47 tag of lines whose letters do not tell; empty for "en-US".
        columns: Of a table.

    Raises:
        InvalidRequestError: Names "content", "language" or "columns.…", and what to do.
    """
    language = language or _DEFAULT_LANGUAGE
    if language not in languages():
        known = ", ".join(languages())
        raise InvalidRequestError(
            [Violation("language", f"{language!r} is not supported; use one of {known}")]
        )
    if len(content) > LARGEST_BYTES:
        raise wrong_content(
            f"is {len(content) >> 20} MiB; scripts of up to {LARGEST_BYTES >> 20} MiB are read"
        )
    draft = Draft()
    known = format_ or _ENDINGS.get(PurePath(file_name).suffix.lower())
    if known is ScriptFormat.FINAL_DRAFT or (known is None and _XML.match(content)):
        read_format = ScriptFormat.FINAL_DRAFT
        if not content.strip():
            raise wrong_content("is empty")
        read_final_draft(content, draft)
    else:
        read_format = _read_text(content, known, columns or TableColumns(), draft)
    if not draft.lines:
        raise wrong_content(f"has no dialogue: {_NO_DIALOGUE[read_format]}")
    lines = with_languages(_one_name_each(draft.lines), language)
    return Script(
        read_format,
        tuple(lines),
        _characters(lines),
        tuple(draft.scenes),
        draft.columns,
        draft.notices.texts(),
    )


def _read_text(
    content: bytes, known: ScriptFormat | None, columns: TableColumns, draft: Draft
) -> ScriptFormat:
    text, notice = decode(content)
    rows = text.split("\n")
    if len(rows) > _MOST_ROWS:
        raise wrong_content(f"is no script: it has {len(rows)} rows; up to {_MOST_ROWS} are read")
    for number, row in enumerate(rows, 1):
        if len(row) > _LONGEST_ROW:
            raise wrong_content(f"is no script: row {number} has {len(row)} characters")
    if notice:
        draft.notices.say(notice)
    format_ = known or _told_by_content(text)
    match format_:
        case ScriptFormat.FOUNTAIN:
            read_fountain(text, draft)
        case ScriptFormat.SRT | ScriptFormat.WEBVTT:
            read_subtitles(text, format_, draft)
        case ScriptFormat.TABLE:
            read_table(text, columns, draft)
        case _:
            read_plain(text, draft)
    return format_


def _told_by_content(text: str) -> ScriptFormat:
    if text.startswith("WEBVTT"):
        return ScriptFormat.WEBVTT
    if _CUE_TIMES.search(text):
        return ScriptFormat.SRT
    if looks_like_table(text):
        return ScriptFormat.TABLE
    return ScriptFormat.FOUNTAIN if looks_like_fountain(text) else ScriptFormat.TEXT


def _one_name_each(lines: Sequence[ScriptLine]) -> list[ScriptLine]:
    """A name in other case is the same character: everywhere as it is first written."""
    first: dict[str, str] = {}
    return [
        replace(line, character=first.setdefault(line.character.casefold(), line.character)) for line in lines
    ]


def _characters(lines: Sequence[ScriptLine]) -> tuple[ScriptCharacter, ...]:
    count = Counter(line.character for line in lines if line.character)
    spoken: dict[str, Counter[str]] = {}
    for line in lines:
        spoken.setdefault(line.character, Counter())[line.language] += 1
    return tuple(
        ScriptCharacter(name, spoken[name].most_common(1)[0][0], number)
        for name, number in count.most_common()
    )
