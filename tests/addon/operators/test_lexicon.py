# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""The scene's pronunciations, through a real sidecar."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.blender


@pytest.fixture
def lines(speaking_scene: Any) -> Any:
    """Two lines of one character; only the first names Voxrig."""
    from addon.properties import add_character, add_line

    add_character(speaking_scene, "Alice").voice = "voices/af_heart"
    for text in ("Ask Voxrig.", "Ask me."):
        add_line(speaking_scene, text, "Alice")
    return speaking_scene


def pronounce(scene: Any, word: str, phonemes: str) -> Any:
    import bpy

    bpy.ops.voxrig.add_pronunciation()
    entry = scene.voxrig.lexicon[scene.voxrig.active_pronunciation]
    entry.word, entry.phonemes = word, phonemes
    return entry


def heard(line: Any) -> str:
    from addon.client.speech import Timings

    return "".join(sound.symbol for sound in Timings.from_json(line.phonemes).sounds)


def test_a_word_is_spoken_as_the_scene_says(lines: Any) -> None:
    import bpy

    pronounce(lines, "voxrig", "bˈʌni")
    bpy.ops.voxrig.speak(scope="ALL")
    first, second = lines.voxrig.lines
    assert (first.error, second.error) == ("", "")
    assert "bʌni" in heard(first)
    assert "bʌni" not in heard(second)


def test_a_pronunciation_changes_only_the_lines_that_have_the_word(lines: Any) -> None:
    import bpy

    from addon.scene.apply import is_changed

    bpy.ops.voxrig.speak(scope="ALL")
    entry = pronounce(lines, "voxrig", "")
    assert [is_changed(lines, line) for line in lines.voxrig.lines] == [False, False]
    entry.phonemes = "bˈʌni"
    assert [is_changed(lines, line) for line in lines.voxrig.lines] == [True, False]
    bpy.ops.voxrig.remove_pronunciation()
    assert [is_changed(lines, line) for line in lines.voxrig.lines] == [False, False]
    assert len(lines.voxrig.lexicon) == 0


def test_a_wrong_pronunciation_says_which_letter_is_wrong(lines: Any) -> None:
    import bpy

    pronounce(lines, "voxrig", "b9ni")
    bpy.ops.voxrig.speak(scope="ALL")
    first, second = lines.voxrig.lines
    assert "9" in first.error
    assert "b9ni" in first.error
    assert second.error == ""


def test_the_sidecar_tells_how_it_would_pronounce_a_word(lines: Any) -> None:
    import bpy

    entry = pronounce(lines, "mother", "")
    assert bpy.ops.voxrig.look_up_pronunciation() == {"FINISHED"}
    assert entry.phonemes == "mˈʌðəɹ"


def test_looking_up_needs_a_word(lines: Any) -> None:
    import bpy

    assert not bpy.ops.voxrig.look_up_pronunciation.poll()
    pronounce(lines, "mother", "")
    assert bpy.ops.voxrig.look_up_pronunciation.poll()


def test_looking_up_needs_a_sidecar(lines: Any, no_sidecar: Any) -> None:
    import bpy

    pronounce(lines, "mother", "")
    assert not bpy.ops.voxrig.look_up_pronunciation.poll()
