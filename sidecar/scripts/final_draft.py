# SPDX-License-Identifier: GPL-3.0-or-later
"""Final Draft screenplays (.fdx).

Their XML is read directly: screenplay-tools drops dual dialogue, scene numbers and all but the first styled
run of a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from sidecar.scripts.draft import Draft, wrong_content
from sidecar.scripts.speeches import Speeches

_SUNG = ("Singing", "Lyrics", "Lyric", "Song")


class _NoDoctype(ET.TreeBuilder):
    """Final Draft writes no document type; without one there are no entities that could grow."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:  # noqa: ARG002
        raise wrong_content("is XML with a document type, which Final Draft never writes")


def read_final_draft(content: bytes, draft: Draft) -> None:
    """Puts the dialogue and scenes of a Final Draft screenplay into a draft.

    Raises:
        InvalidRequestError: It is not one.
    """
    root = _parsed(content)
    body = root.find("Content") if root.tag == "FinalDraft" else None
    if body is None:
        raise wrong_content("is XML, but no Final Draft script: it has no FinalDraft/Content")
    speeches = Speeches(draft)
    for paragraph, dual in _paragraphs(body):
        text = "".join("".join(run.itertext()) for run in paragraph.findall("Text"))
        kind = paragraph.get("Type", "")
        if kind.startswith("Scene Heading"):
            if text.strip():
                speeches.heading(text, paragraph.get("Number", ""))
        elif kind == "Character":
            speeches.cue(text, dual)
        elif kind == "Parenthetical":
            inner = text.strip()
            speeches.row(inner if inner.startswith("(") else f"({inner})")
        elif kind == "Dialogue" or kind in _SUNG:
            speeches.row(text, sung=kind in _SUNG)
        else:
            speeches.end()
    speeches.end()


def _parsed(content: bytes) -> ET.Element:
    parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 (no document type, so no entities)
    try:
        parser.feed(content.lstrip())
        return parser.close()
    except ET.ParseError as error:
        row, _ = error.position
        raise wrong_content(f"is not a whole Final Draft script: its XML breaks in row {row}") from error


def _paragraphs(body: ET.Element) -> Iterator[tuple[ET.Element, bool]]:
    """Paragraphs in order, and whether each is in the later part of a dual dialogue."""
    for paragraph in body.findall("Paragraph"):
        dual = paragraph.find("DualDialogue")
        if dual is None:
            yield paragraph, False
            continue
        speakers = 0
        for part in dual.findall("Paragraph"):
            speakers += part.get("Type") == "Character"
            yield part, speakers > 1
