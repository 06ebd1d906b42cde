# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Importing scripts through a real sidecar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..conftest import ROOT

pytestmark = pytest.mark.blender

SAMPLES = ROOT / "docs" / "samples"


def test_the_sample_screenplay_arrives_cast_and_with_its_scenes(speaking_scene: Any) -> None:
    import bpy

    path = str(SAMPLES / "first_scene.fountain")
    assert bpy.ops.voxrig.import_script(filepath=path) == {"FINISHED"}
    group = speaking_scene.voxrig
    assert {character.name for character in group.characters} == {"MARIA", "BRAM", "LI"}
    assert len({character.voice for character in group.characters}) == 3
    assert group.lines[0].text == "Don't breathe. It is listening."
    assert group.lines[0].delivery == "whispering"
    assert [line.start_mode for line in group.lines].count("TOGETHER") == 1
    assert len(speaking_scene.timeline_markers) == 2
    chinese = next(line for line in group.lines if line.text.startswith("你们"))
    assert chinese.character == "LI"


def test_again_only_what_changed_is_changed(speaking_scene: Any, tmp_path: Path) -> None:
    import bpy

    script = tmp_path / "scene.fountain"
    script.write_text((SAMPLES / "first_scene.fountain").read_text(encoding="utf-8"), encoding="utf-8")
    bpy.ops.voxrig.import_script(filepath=str(script))
    lines = speaking_scene.voxrig.lines
    before = [(line.uid, line.text) for line in lines]
    changed = script.read_text(encoding="utf-8").replace("This one sulks.", "This one is offended.")
    script.write_text(changed, encoding="utf-8")
    assert bpy.ops.voxrig.reimport_script() == {"FINISHED"}
    assert [line.uid for line in lines] == [uid for uid, _ in before]
    different = [line.text for line, (_, text) in zip(lines, before, strict=True) if line.text != text]
    assert len(different) == 1
    assert "offended" in different[0]


def test_a_table_with_columns_of_its_own(speaking_scene: Any, tmp_path: Path) -> None:
    import bpy

    table = tmp_path / "lines.csv"
    table.write_text("Wer,Was\nAda,Hello there.\nBo,Good morning.\n", encoding="utf-8")
    bpy.ops.voxrig.import_script(filepath=str(table), character_column="Wer", text_column="Was")
    assert [(line.character, line.text) for line in speaking_scene.voxrig.lines] == [
        ("Ada", "Hello there."),
        ("Bo", "Good morning."),
    ]


def test_a_file_that_is_not_there_says_so(speaking_scene: Any) -> None:
    import bpy

    with pytest.raises(RuntimeError, match=r"no_such\.fountain cannot be read"):
        bpy.ops.voxrig.import_script(filepath="/no_such.fountain")
    assert len(speaking_scene.voxrig.lines) == 0


def test_what_the_sidecar_refuses_is_told_in_its_words(speaking_scene: Any, tmp_path: Path) -> None:
    import bpy

    table = tmp_path / "lines.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="Nope"):
        bpy.ops.voxrig.import_script(filepath=str(table), text_column="Nope")


def test_reimport_needs_a_script(scene: Any) -> None:
    import bpy

    assert not bpy.ops.voxrig.reimport_script.poll()


def test_scripts_can_be_dropped(scene: Any) -> None:
    import bpy

    assert bpy.types.FileHandler.bl_rna_get_subclass_py("VOXRIG_FH_script").bl_import_operator == (
        "voxrig.import_script"
    )


def test_the_dialog_gives_voices_and_removes_lines(speaking_scene: Any) -> None:
    import bpy

    from addon.properties import add_character, add_line

    character = add_character(speaking_scene, "Ada")
    uid, character_uid = add_line(speaking_scene, "Old line.", "Ada").uid, character.uid
    bpy.ops.voxrig.cast_script(
        characters=character_uid,
        gone=uid,
        voices=[{"name": "Michael, en-US", "voice": "voices/am_michael"}],
        rows=[{"name": "Ada", "uid": character_uid, "line_count": 1, "choice": "Michael, en-US"}],
        lines="REMOVE",
    )
    assert speaking_scene.voxrig.characters[0].voice == "voices/am_michael"
    assert len(speaking_scene.voxrig.lines) == 0
