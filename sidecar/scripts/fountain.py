# SPDX-License-Identifier: GPL-3.0-or-later
"""Fountain screenplays (fountain.io/syntax), read with screenplay-tools.

What that library does otherwise than the syntax says is put right before it sees the text: cues in any
alphabet's capitals, dialogue that looks like something else, lyrics inside a speech, headings in other
letters, notes and boneyards that nobody closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from screenplay_tools.fountain.parser import Parser
from screenplay_tools.screenplay import Character, Dialogue, Element, Lyric, SceneHeading

from sidecar.scripts.draft import Draft
from sidecar.scripts.speeches import Speeches

_SAID = "\ue000"
"""Before a row of dialogue: the library takes it for nothing else, whatever it begins with."""
_REMOVED_ROW = "\ue001"
"""A row end inside a note or a boneyard."""
_FORCED_HEADING = "0" + _SAID
_HEADING = re.compile(r"(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ]", re.IGNORECASE)
_TITLE = re.compile(r"\s*[A-Za-z][A-Za-z0-9 ]*:(?!\s*\()")
_NOT_A_CUE = re.compile(r"[.!>~#=(\[]|.*\bTO:$")
_REMARKS = re.compile(r"\s*(?:[(（].*)?\^?\s*$")
_EMPHASIS = re.compile(
    r"(?<!\\)(\*{1,3})(?=\S)((?:\\.|[^*\\])+?)(?<=\S)\1|(?<![\\\w])_(?=\S)((?:\\.|[^_\\])+?)(?<=\S)_(?!\w)"
)
_DEEPEST = 4
_OPENING = re.compile(r"/+\*+|\[{2,}")
_ESCAPED = re.compile(r"\\([*_])")
_LYRICS = "Lyrics that nobody in the script sings are left out"


def looks_like_fountain(text: str) -> bool:
    """Whether a text without a telling name is a screenplay: it has a scene heading after an empty row."""
    return re.search(rf"(?:\A|\n[ \t]*\n)[ \t]*{_HEADING.pattern}", text[:100_000], re.IGNORECASE) is not None


def read_fountain(text: str, draft: Draft) -> None:
    """Puts the dialogue and scenes of a Fountain screenplay into a draft."""
    text = text.replace(_SAID, "").replace(_REMOVED_ROW, "")
    text = _without_notes(_without_boneyards(text, draft), draft)
    text = _OPENING.sub("", text)  # nobody closes it
    parser = Parser()
    parser.mergeActions = parser.mergeDialogue = False  # one element a row: its place is known
    speeches, seen = Speeches(draft), 0
    number = 1
    for raw, row in _prepared(text.split("\n")):
        parser.add_line(row)
        for element in parser.script.elements[seen:]:
            _take(element, number, speeches, draft)
        seen = len(parser.script.elements)
        number += 1 + raw.count(_REMOVED_ROW)
    speeches.end()


def _take(element: Element, number: int, speeches: Speeches, draft: Draft) -> None:
    match element:
        case SceneHeading():
            heading = element.text_raw.removeprefix(_FORCED_HEADING)
            if not heading.upper().startswith("FADE IN"):  # the library's idea of a heading
                speeches.heading(_plain(heading), element.scene_number or "")
        case Character():
            remark = f" ({element.extension})" if element.extension else ""
            speeches.cue(_plain(element.name) + remark, element.is_dual_dialogue)
        case Dialogue():
            said = element.text_raw.removeprefix(_SAID).strip()
            speeches.row(_plain(said.lstrip("~")), number, sung=said.startswith("~"))
        case Lyric():
            speeches.end()
            draft.notices.count(_LYRICS, element.text_raw)
        case _:
            speeches.end()


def _prepared(rows: list[str]) -> Iterator[tuple[str, str]]:
    """Each row as it is, and as the library should see it."""
    before, speaking, first = "", False, True
    for i, raw in enumerate(rows):
        row = raw.replace(_REMOVED_ROW, "")
        if not row.strip():
            row = "  " if speaking and len(row) > 1 and not row.strip(" ") else ""
            speaking = speaking and row != ""
            first = first and not before
        elif speaking:
            row = _SAID + row.strip()
        elif not before.strip() and not (first and _TITLE.match(row)):
            follows = i + 1 < len(rows) and rows[i + 1].replace(_REMOVED_ROW, "").strip() != ""
            row = _opening(row.strip(), follows) or row
            speaking = row.startswith("@")
        before = row
        yield raw, row


def _opening(row: str, followed: bool) -> str:
    """A paragraph's first row that must be put right, else ""."""
    if row.startswith("@"):
        return row if followed else f"!{row}"
    if len(row) > 1 and row[0] == "." and row[1].isalnum() and not row[1].isascii():
        return f".{_FORCED_HEADING}{row[1:]}"
    if followed and _REMARKS.sub("", row).isupper() and not _NOT_A_CUE.match(row) and not _HEADING.match(row):
        return f"@{row}"
    return ""


def _without_boneyards(text: str, draft: Draft) -> str:
    """The text without what stands between "/*" and "*/"; rows keep their numbers."""
    kept: list[str] = []
    at = 0
    while (start := text.find("/*", at)) >= 0:
        end = text.find("*/", start + 2)
        if end < 0:
            draft.notices.say('A "/*" has no "*/"; what comes after it was read.')
            break
        kept += (text[at:start], _REMOVED_ROW * text.count("\n", start, end))
        at = end + 2
    return "".join(kept) + text[at:]


def _without_notes(text: str, draft: Draft) -> str:
    """The text without what stands between "[[" and "]]", or the end of the paragraph."""
    kept: list[str] = []
    at = 0
    while (start := text.find("[[", at)) >= 0:
        paragraph = text.find("\n\n", start)
        paragraph = len(text) if paragraph < 0 else paragraph
        end = text.find("]]", start + 2, paragraph)
        if end < 0:
            draft.notices.count('Notes without "]]" end with their paragraph', text[start:paragraph])
        after = paragraph if end < 0 else end + 2
        kept += (text[at:start], _REMOVED_ROW * text.count("\n", start, after))
        at = after
    return "".join(kept) + text[at:]


def _plain(text: str) -> str:
    """A text without the marks of emphasis."""
    for _ in range(_DEEPEST):
        text = _EMPHASIS.sub(lambda found: found[2] or found[3], text)
    return _ESCAPED.sub(r"\1", text)
