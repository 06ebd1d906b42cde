# SPDX-License-Identifier: GPL-3.0-or-later
"""Final Draft screenplays: styled runs, dual dialogue, scene numbers; hostile XML is refused."""

from __future__ import annotations

import pytest

from sidecar.errors import InvalidRequestError
from sidecar.scripts import Script, ScriptFormat, read_script

pytestmark = pytest.mark.unit

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'


def paragraph(kind: str, *runs: str, **attributes: str) -> str:
    told = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<Paragraph Type="{kind}"{told}>' + "".join(f"<Text>{run}</Text>" for run in runs) + "</Paragraph>"
    )


def document(*paragraphs: str) -> bytes:
    body = "".join(paragraphs)
    return (
        f'{HEAD}<FinalDraft DocumentType="Script" Version="5"><Content>{body}</Content></FinalDraft>'.encode()
    )


def read(content: bytes) -> Script:
    script = read_script("scene.fdx", content)
    assert script.format is ScriptFormat.FINAL_DRAFT
    return script


def test_a_scene_is_read_whole() -> None:
    script = read(
        document(
            paragraph("Scene Heading", "INT. ROOM - ", "DAY", Number="7"),
            paragraph("Action", "A door."),
            paragraph("Character", "Maria (V.O.)"),
            paragraph("Parenthetical", "(whispering)"),
            paragraph("Dialogue", "Come ", "here", ", ", "now."),
            paragraph("Parenthetical", "loud"),
            paragraph("Dialogue", "Now!"),
            paragraph("Action", "She goes."),
            paragraph("Dialogue", "Nobody says this."),
            paragraph("Transition", "CUT TO:"),
        )
    )
    assert [(line.character, line.delivery, line.text) for line in script.lines] == [
        ("Maria", "whispering", "Come here, now."), ("Maria", "loud", "Now!"),
    ]  # fmt: skip
    assert [(scene.heading, scene.number) for scene in script.scenes] == [("INT. ROOM - DAY", "7")]
    assert script.lines[0].scene_index == 0


def test_dual_dialogue_is_together() -> None:
    dual = "".join(
        (
            paragraph("Character", "MARIA"),
            paragraph("Dialogue", "It works!"),
            paragraph("Character", "BRAM (CONT'D)"),
            paragraph("Dialogue", "It does!"),
        )
    )
    script = read(
        document(
            paragraph("Character", "LI"),
            paragraph("Dialogue", "Well?"),
            f"<Paragraph><DualDialogue>{dual}</DualDialogue></Paragraph>",
        )
    )
    assert [(line.character, line.with_previous) for line in script.lines] == [
        ("LI", False), ("MARIA", False), ("BRAM", True),
    ]  # fmt: skip


def test_script_notes_and_omitted_scenes_are_not_said() -> None:
    note = f"<ScriptNote>{paragraph('Dialogue', 'A note.')}</ScriptNote>"
    speech = f'<Paragraph Type="Dialogue">{note}<Text>Yes.</Text></Paragraph>'
    script = read(document(paragraph("Character", "MARIA"), speech))
    assert [line.text for line in script.lines] == ["Yes."]


def test_it_is_told_by_its_content() -> None:
    content = document(paragraph("Character", "MARIA"), paragraph("Dialogue", "Yes."))
    assert read_script("pasted", content).format is ScriptFormat.FINAL_DRAFT


def test_utf16_is_read_as_the_xml_says() -> None:
    text = document(paragraph("Character", "小明"), paragraph("Dialogue", "你好。")).decode()
    script = read(text.replace("UTF-8", "UTF-16").encode("utf-16"))
    assert (script.lines[0].character, script.lines[0].language) == ("小明", "zh-CN")


def bomb() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    return (
        f"{HEAD}<!DOCTYPE FinalDraft [{entities}]><FinalDraft><Content>"
        '<Paragraph Type="Character"><Text>MARIA</Text></Paragraph>'
        '<Paragraph Type="Dialogue"><Text>&a11;</Text></Paragraph></Content></FinalDraft>'
    ).encode()


def outside() -> bytes:
    return (
        f'{HEAD}<!DOCTYPE FinalDraft [<!ENTITY x SYSTEM "file:///etc/passwd">]><FinalDraft><Content>'
        '<Paragraph Type="Dialogue"><Text>&x;</Text></Paragraph></Content></FinalDraft>'
    ).encode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (bomb(), "document type"),
        (outside(), "document type"),
        (document(paragraph("Dialogue", "Yes."))[:-30], "XML breaks in row 2"),
        (b"<html><body/></html>", "no Final Draft script"),
        (b"MARIA\nNot XML.\n", "XML breaks in row 1"),
        (document(paragraph("Action", "Nothing.")), "no dialogue"),
        (b"", "is empty"),
        (b"\n \n", "is empty"),
    ],
)
def test_what_is_no_script_is_told(content: bytes, told: str) -> None:
    with pytest.raises(InvalidRequestError, match=told) as caught:
        read(content)
    assert [violation.field for violation in caught.value.violations] == ["content"]
