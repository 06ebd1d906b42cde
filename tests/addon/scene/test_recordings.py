# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Which part of which file is taken for a recording, and where in the scene it is heard."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.blender
RATE = 8_000


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    """Twenty seconds, each of its own level."""
    path = tmp_path / "maria.wav"
    levels = np.repeat(np.arange(20), RATE) * 1_000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(levels.astype("<i2").tobytes())
    return path


@pytest.fixture
def strip(scene: Any, sound: None, wav: Path) -> Any:
    """It lies on frame 11 and shows seconds 3 to 15 of the file, at 24 frames per second."""
    from addon import compat

    editor = scene.sequence_editor_create()
    strip = compat.sequencer_strips(editor).new_sound("interview", str(wav), 1, 11)
    compat.trim_strip(strip, 3 * 24, 5 * 24)
    editor.active_strip = strip
    return strip


def levels(content: Any, tmp_path: Path) -> np.ndarray:
    """The level of each second of a sound file."""
    import aud

    path = tmp_path / "read-again"
    path.write_bytes(content)
    sound = aud.Sound(str(path))
    rate = int(sound.specs[0])
    return np.round(sound.data()[rate // 2 :: rate, 0] * 32.768, 1)


def temporary_files() -> list[Path]:
    import bpy

    return list(Path(bpy.app.tempdir).rglob("*"))


def test_a_sound_file_is_taken_as_it_is(scene: Any, wav: Path) -> None:
    from addon.scene.recordings import of_file

    found = of_file(str(wav))
    assert (found.recording.name, found.recording.content) == ("maria.wav", wav)
    assert (found.recording.start, found.recording.end) == (0.0, 0.0)
    assert found.path == str(wav)


def test_a_strip_gives_the_part_that_it_shows(scene: Any, strip: Any, wav: Path) -> None:
    from addon.scene.recordings import of_strip

    found = of_strip(scene)
    assert found.recording.content == wav
    assert (found.recording.start, found.recording.end) == pytest.approx((3.0, 15.0))


def test_a_shifted_sound_is_counted_in(scene: Any, strip: Any) -> None:
    from addon.scene.recordings import of_strip

    strip.sound_offset = 0.5  # heard half a second later
    assert of_strip(scene).recording.start == pytest.approx(2.5)


def test_a_strip_that_begins_before_its_file_begins_with_it(scene: Any, strip: Any) -> None:
    from addon import compat
    from addon.scene.recordings import of_strip

    compat.trim_strip(strip, -48, 0)
    assert of_strip(scene).recording.start == 0.0


def test_a_packed_sound_needs_no_file(scene: Any, strip: Any, wav: Path) -> None:
    from addon.scene.recordings import of_strip

    content = wav.read_bytes()
    strip.sound.pack()
    wav.unlink()
    found = of_strip(scene)
    assert found.recording.content == content
    assert found.recording.start == pytest.approx(3.0)


def test_moments_are_found_where_the_strip_now_lies(scene: Any, strip: Any) -> None:
    from addon import compat
    from addon.scene.recordings import find_strip, frame_of, of_strip

    found = of_strip(scene)
    assert frame_of(*find_strip(found), found, 0.0) == 11 + 3 * 24  # where the strip begins to be heard
    assert frame_of(*find_strip(found), found, 2.0) == 11 + 5 * 24
    compat.move_strip(strip, 101)
    compat.trim_strip(strip, 4 * 24, 0)  # the same moment of the file, though more is cut off now
    assert frame_of(*find_strip(found), found, 2.0) == 101 + 5 * 24


def test_a_strip_that_is_gone_is_not_found(scene: Any, strip: Any) -> None:
    from addon import compat
    from addon.scene.recordings import find_strip, of_strip

    found = of_strip(scene)
    compat.sequencer_strips(scene.sequence_editor).remove(strip)
    assert find_strip(found) is None


def test_no_strip_says_what_to_select(scene: Any) -> None:
    from addon.scene.recordings import of_strip

    with pytest.raises(ValueError, match="Select a sound or movie strip"):
        of_strip(scene)


@pytest.fixture
def matroska(sound: None, wav: Path, tmp_path: Path) -> Path:
    """The same in a file that only Blender reads."""
    import aud

    path = tmp_path / "maria.mka"
    aud.Sound(str(wav)).write(
        *(str(path), RATE, 1, aud.FORMAT_S16, aud.CONTAINER_MATROSKA, aud.CODEC_FLAC, 0, 4096)
    )
    return path


def test_what_only_blender_reads_is_converted_and_leaves_no_file(
    scene: Any, matroska: Path, tmp_path: Path
) -> None:
    from addon.client.recording import is_sound
    from addon.scene.recordings import of_file

    before = temporary_files()
    found = of_file(str(matroska))
    assert found.recording.name == "maria.flac"
    assert is_sound(found.recording.content)
    assert levels(found.recording.content, tmp_path)[:19].tolist() == list(range(19))
    assert temporary_files() == before


def test_of_a_packed_sound_that_only_blender_reads_the_shown_part_is_converted(
    scene: Any, matroska: Path, tmp_path: Path
) -> None:
    from addon import compat
    from addon.scene.recordings import find_strip, frame_of, of_strip

    editor = scene.sequence_editor_create()
    strip = compat.sequencer_strips(editor).new_sound("interview", str(matroska), 1, 1)
    compat.trim_strip(strip, 3 * 24, 5 * 24)
    editor.active_strip = strip
    strip.sound.pack()
    matroska.unlink()
    before = temporary_files()
    found = of_strip(scene)
    assert levels(found.recording.content, tmp_path).tolist() == list(range(3, 15))
    assert found.recording.start == found.recording.end == 0.0
    assert frame_of(*find_strip(found), found, 2.0) == 1 + 5 * 24
    assert temporary_files() == before


def test_the_sound_of_a_movie_strip_is_taken(scene: Any, sound: None, wav: Path, tmp_path: Path) -> None:
    import bpy

    from addon import compat
    from addon.scene.recordings import of_strip

    path = tmp_path / "maria.mp4"
    film(scene, wav, path)
    editor = scene.sequence_editor
    strip = compat.sequencer_strips(editor).new_movie("film", str(path), 3, 1)
    compat.trim_strip(strip, 2 * 24, 4 * 24)
    editor.active_strip = strip
    found = of_strip(scene)
    assert found.recording.name == "maria.flac"
    heard = levels(found.recording.content, tmp_path)
    assert heard / heard[0] == pytest.approx([1.0, 1.5, 2.0, 2.5], abs=0.1)  # seconds 2 to 5
    assert bpy.path.abspath(strip.filepath) == found.path


def film(scene: Any, wav: Path, path: Path) -> None:
    """Ten seconds of a grey picture with the sound, as MPEG-4 with AAC."""
    import bpy

    from addon import compat

    strips = compat.sequencer_strips(scene.sequence_editor_create())
    strips.new_sound("sound", str(wav), 1, 1)
    length = {"length": 240} if bpy.app.version >= (5, 0) else {"frame_end": 241}
    strips.new_effect(name="grey", type="COLOR", channel=2, frame_start=1, **length)
    render = scene.render
    scene.frame_end = 240
    render.resolution_x = render.resolution_y = 32
    if hasattr(render.image_settings, "media_type"):  # from 5.0 on
        render.image_settings.media_type = "VIDEO"
    render.image_settings.file_format = "FFMPEG"
    render.ffmpeg.format, render.ffmpeg.codec, render.ffmpeg.audio_codec = "MPEG4", "MPEG4", "AAC"
    render.filepath = str(path)
    bpy.ops.render.render(animation=True)


def test_a_text_file_says_that_it_is_no_sound(scene: Any, sound: None, tmp_path: Path) -> None:
    from addon.scene.recordings import of_file

    path = tmp_path / "notes.wav"
    path.write_text("Remember to record Maria.")
    before = temporary_files()
    with pytest.raises(ValueError, match=r"notes\.wav cannot be read as sound"):
        of_file(str(path))
    assert temporary_files() == before


def test_a_file_that_is_not_there_says_so(scene: Any, tmp_path: Path) -> None:
    from addon.scene.recordings import of_file

    with pytest.raises(ValueError, match=r"gone\.wav cannot be read: No such file"):
        of_file(str(tmp_path / "gone.wav"))
    with pytest.raises(ValueError, match="Choose a file"):
        of_file(" ")


def test_a_path_beside_the_blend_is_understood(scene: Any, wav: Path) -> None:
    import bpy

    from addon.scene.recordings import of_file

    bpy.ops.wm.save_as_mainfile(filepath=str(wav.parent / "scene.blend"))
    assert of_file("//maria.wav").recording.content == wav
