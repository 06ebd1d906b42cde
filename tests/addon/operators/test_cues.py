# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Mouth cues as files, from the button."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from ..head import make_head
from ..scene.speech import mama

pytestmark = pytest.mark.blender


@pytest.fixture
def alice(scene: Any) -> Any:
    """A scene in which Alice says "mama" twice, on frames 1 and 49."""
    from addon.properties import add_character, add_line, find_line
    from addon.scene import apply

    add_character(scene, "Alice").meshes.add().object = make_head("Alice")
    for text, frame in (("Mama!", 1), ("Ma/ma?", 49)):
        uid = add_line(scene, text, "Alice").uid
        line = find_line(scene, uid)
        line.start_mode, line.start_frame = "FRAME", frame
        apply.apply_speech(scene, apply.request_of(scene, line), mama(1.0), beside=False)
    return scene


def export(path: Path, **options: Any) -> set[str]:
    import bpy

    return bpy.ops.voxrig.export_cues(filepath=str(path), **options)


def test_there_must_be_something_spoken(scene: Any) -> None:
    import bpy

    from addon.properties import add_character, add_line

    add_character(scene, "Alice")
    add_line(scene, "Hello.", "Alice")
    assert not bpy.ops.voxrig.export_cues.poll()


def test_the_active_line_is_written_from_the_start_of_its_sound(alice: Any, tmp_path: Path) -> None:
    from addon import compat

    assert export(tmp_path / "mouth.tsv", format="JSON") == {"FINISHED"}
    data = json.loads((tmp_path / "mouth.json").read_text(encoding="utf-8"))
    cues = data["mouthCues"]
    assert [cue["value"] for cue in cues] == ["X", "A", "D", "A", "D", "X"]
    assert cues[0]["start"] == 0.0
    assert cues[-1]["end"] == data["metadata"]["duration"] == 1.0
    assert Path(data["metadata"]["soundFile"]).suffix == (".wav" if compat.has_sound() else "")


def test_all_lines_are_written_at_the_scenes_times(alice: Any, tmp_path: Path) -> None:
    assert export(tmp_path / "mouth.xml", format="XML", scope="CHARACTER") == {"FINISHED"}
    tree = ET.parse(tmp_path / "mouth.xml")
    cues = [(float(cue.attrib["start"]), cue.text) for cue in tree.iter("mouthCue")]
    assert [symbol for _, symbol in cues] == ["X", "A", "D", "A", "D", "X", "A", "D", "A", "D", "X"]
    assert float(tree.findtext("metadata/duration") or "nan") == pytest.approx(3.0, abs=0.05)
    second = [start for start, symbol in cues if symbol == "A"][2]
    assert 2.0 < second < 2.2


def test_moho_gets_preston_blairs_names_and_the_scenes_frames(alice: Any, tmp_path: Path) -> None:
    assert export(tmp_path / "mouth.dat", format="MOHO", scope="CHARACTER") == {"FINISHED"}
    head, *rows = (tmp_path / "mouth.dat").read_text(encoding="utf-8").splitlines()
    assert head == "MohoSwitch1"
    frames = {int(frame): name for frame, name in (row.split(" ") for row in rows)}
    assert set(frames.values()) == {"rest", "MBP", "AI"}
    assert list(frames) == sorted(frames)
    assert frames[1] == "rest"


def test_every_line_gets_a_file_of_its_own(alice: Any, tmp_path: Path) -> None:
    assert export(tmp_path / "mouth", scope="LINES") == {"FINISHED"}
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["mouth-001-Mama.tsv", "mouth-002-Ma-ma.tsv"]
    first, second = ((tmp_path / name).read_text(encoding="utf-8") for name in names)
    assert first == second  # each from its own start
    assert first.startswith("0.00\tX\n")


def test_a_muted_line_is_left_out(alice: Any, tmp_path: Path) -> None:
    alice.voxrig.lines[0].mute = True
    assert export(tmp_path / "mouth", scope="LINES") == {"FINISHED"}
    assert [path.name for path in tmp_path.iterdir()] == ["mouth-001-Ma-ma.tsv"]


def test_drawings_that_the_character_lacks_are_not_written(alice: Any, tmp_path: Path) -> None:
    alice.voxrig.characters[0].cues.extended_shapes = set()
    export(tmp_path / "mouth.tsv")
    symbols = {row.split("\t")[1] for row in (tmp_path / "mouth.tsv").read_text().splitlines()}
    assert symbols == {"A", "D"}


def test_why_nothing_was_written_is_said(alice: Any, tmp_path: Path) -> None:
    from addon.properties import add_character, add_line

    add_line(alice, "Not yet.", "Alice")
    with pytest.raises(RuntimeError, match="has not been spoken"):
        export(tmp_path / "mouth.tsv")
    add_character(alice, "Bob")
    with pytest.raises(RuntimeError, match="has no spoken line"):
        export(tmp_path / "mouth.tsv", scope="CHARACTER")
    (tmp_path / "file").write_text("")
    alice.voxrig.active_line = 0
    with pytest.raises(RuntimeError, match="file"):
        export(tmp_path / "file" / "mouth.tsv")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
