# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""What the panels say; how they look is looked at in a window."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from ..head import make_head

pytestmark = pytest.mark.blender


def test_every_class_and_handler_is_gone_after_switching_off(scene: Any) -> None:
    import bpy

    import addon

    def counts() -> list[int]:
        return [len(bpy.app.handlers.load_pre), len(bpy.app.handlers.depsgraph_update_post)]

    before = counts()
    addon.unregister()
    try:
        assert not hasattr(bpy.types.Scene, "voxrig")
        assert not [name for name in dir(bpy.types) if name.startswith("VOXRIG_")]
        assert counts() == [count - 1 for count in before]
    finally:
        addon.register()


def test_a_lines_state_is_told_in_words(scene: Any) -> None:
    from addon.panels.dialogue import state_of
    from addon.properties import add_character, add_line

    character = add_character(scene, "Alice")
    line = add_line(scene, "Hello.", "Alice")
    assert state_of(scene, line)[0] == "Not spoken yet"
    line.error = "no"
    assert state_of(scene, line)[0] == "Failed"
    line.error = ""
    from addon.scene import apply

    line.phonemes = "{}"
    line.spoken = apply.fingerprint(apply.request_of(scene, line))
    assert state_of(scene, line)[0] == "Spoken"
    character.voice = "voices/am_michael"
    assert state_of(scene, line)[0] == "Changed since it was spoken"


def test_renaming_a_character_keeps_its_lines(scene: Any) -> None:
    from addon.properties import add_character, add_line

    character = add_character(scene, "Alice")
    line = add_line(scene, "Hello.", "Alice")
    character.name = "Alicia"
    assert line.character == "Alicia"
    assert add_character(scene, "Alicia").name == "Alicia 2"


def test_selected_meshes_become_the_new_characters(scene: Any) -> None:
    import bpy

    head = make_head("Alice")
    head.select_set(True)
    bpy.context.view_layer.objects.active = head
    bpy.ops.voxrig.add_character()
    (character,) = scene.voxrig.characters
    assert character.name == "Alice"
    assert [entry.object for entry in character.meshes] == [head]


def test_the_mouth_can_be_tried(scene: Any) -> None:
    import bpy

    from addon.properties import add_character

    head = make_head("Alice")
    add_character(scene, "Alice").meshes.add().object = head
    block = head.data.shape_keys.key_blocks["jawOpen"]
    bpy.ops.voxrig.test_pose(pose="AH")
    assert block.value > 0.5
    bpy.ops.voxrig.test_pose(pose="REST")
    assert block.value == 0.0


def interface() -> set[str]:
    """Every word the animator can read: of classes, of properties, of the panels' rows."""
    import bpy

    from addon import operators, panels, preferences, properties
    from addon.operators import voice_list
    from addon.panels import enrol, report

    found: set[str] = set()
    classes = [*operators._CLASSES, *panels._CLASSES, *properties._CLASSES, preferences.VOXRIG_preferences]
    for cls in classes:
        found.add(getattr(cls, "bl_label", ""))
        if issubclass(cls, bpy.types.Operator):
            found.add(cls.__doc__ or "")
        rna = cls.bl_rna
        if issubclass(cls, bpy.types.Operator):
            rna = getattr(bpy.ops.voxrig, cls.bl_idname.partition(".")[2]).get_rna_type()
        for prop in (rna.properties[n] for n in getattr(cls, "__annotations__", {}) if n in rna.properties):
            if prop.is_hidden or prop.type in ("POINTER", "COLLECTION"):
                continue
            found |= {prop.name, prop.description}
            if prop.type == "ENUM":
                found |= {word for item in prop.enum_items_static for word in (item.name, item.description)}
    for source in (Path(panels.__file__).parent).glob("*.py"):
        found |= set(re.findall(r'(?:text=|fact\(\w+, )"([^"]+)"', source.read_text(encoding="utf-8")))
    found |= reasons() | set(voice_list.KINDS.values()) | set(enrol._ATTESTED.values())
    found |= {words for words, _ in report.VERDICTS.values()}
    return {word for word in found if word.strip()} - {
        "Unique name used in the code and scripting"
    }  # Blender's


def reasons() -> set[str]:
    """The sentences that operators hand to the panels."""
    from addon.operators.enrol import lacks_recording, lacks_word, progress_words
    from addon.panels.report import measured

    said = "".join(map(inspect.getsource, (lacks_recording, lacks_word, progress_words, measured)))
    return set(re.findall(r'"([A-Z][a-z][^"{]*[^".{])"', said))


def test_every_word_has_its_chinese(registered: None) -> None:
    from addon.locale.zh_hans import MESSAGES

    assert interface() - MESSAGES.keys() == set()
    assert [
        english for english, chinese in MESSAGES.items() if not re.search("[\u4e00-\u9fff]", chinese)
    ] == []


def test_no_translation_is_left_over(registered: None) -> None:
    from addon.client.session import State
    from addon.locale.zh_hans import MESSAGES

    addon = Path(__file__).parents[3] / "addon"
    sources = [*(addon / "panels").glob("*.py"), addon / "client" / "voice.py"]
    said = "".join(source.read_text(encoding="utf-8") for source in sources)
    states = {state.value for state in State}
    assert [word for word in MESSAGES.keys() - interface() - states if f'"{word}"' not in said] == []
