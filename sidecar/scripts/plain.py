# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain text: "NAME: what is said", or one line of dialogue per row."""

from __future__ import annotations

import re

from sidecar.scripts.draft import Draft
from sidecar.scripts.model import ScriptLine
from sidecar.scripts.wording import joined, split_delivery, split_label, split_name, unbracketed

_HEADING = re.compile(
    r"#+\s*(?P<marked>.*\S)"
    r"|(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ].*"
    r"|(?:SCENE|ACT)\s+(?:\d+|[IVXLC]+)\b.*"
    r"|第[\d一二三四五六七八九十百]+[场場幕].*"
    r"|シーン\s*\d+.*",
    re.IGNORECASE,
)


def read_plain(text: str, draft: Draft) -> None:
    """Puts the rows of a plain text into a draft."""
    named = nameless = 0
    rows = text.split("\n")
    at = 0
    while at < len(rows):
        number, row = at + 1, rows[at]
        at += 1
        if not row.strip():
            continue
        if match := _HEADING.fullmatch(row.strip()):
            draft.begin_scene(match["marked"] or row)
            continue
        if unbracketed(row) is not None:
            draft.notices.count("Stage directions are left out", row)
            continue
        label = split_label(row)
        speech = [label[1] if label else row]
        while label and at < len(rows) and _goes_on(rows[at]):
            speech.append(rows[at])
            at += 1
        name, spoken_how = split_name(label[0]) if label else ("", "")
        delivery, said = split_delivery("\n".join(speech))
        if not said:
            draft.notices.count("Names with nothing said after them are left out", row)
            continue
        named, nameless = named + bool(name), nameless + (not name)
        how = ", ".join(filter(None, (spoken_how, delivery)))
        draft.lines.append(ScriptLine(name, joined(said), how, scene_index=draft.scene_index, row=number))
    if named and nameless:
        draft.notices.say(f"{nameless} of {named + nameless} lines have no name.")


def _goes_on(row: str) -> bool:
    """Whether a row belongs to the speech above: it is indented, and names nobody."""
    return row[:1] in (" ", "\t", "\u3000") and row.strip() != "" and split_label(row) is None
