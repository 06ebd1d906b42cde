# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Where a scene's lines lie, and what moves when one of them changes."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from addon.client.speech import Sound, Speech, SpokenWord, Timings

from ..head import make_head
from .speech import RATE, mama

pytestmark = pytest.mark.blender


def respeak(scene: Any, line: Any, seconds: float) -> None:
    from addon.scene import apply

    apply.apply_speech(scene, apply.request_of(scene, line), mama(seconds), beside=False)


def keys_of(scene: Any, name: str = "Alice") -> dict[float, tuple[float, ...]]:
    """Values of every lip-sync curve on each keyed frame."""
    import bpy

    from addon import compat
    from addon.scene import actions

    key = bpy.data.objects[name].data.shape_keys
    found: dict[float, tuple[float, ...]] = {}
    for track in key.animation_data.nla_tracks:
        for strip in track.strips:
            if strip.action.get(actions.OWNER):
                for curve in compat.existing_fcurves(strip.action, compat.action_slot(strip)):
                    for point in curve.keyframe_points:
                        if strip.frame_start <= point.co.x <= strip.frame_end:
                            values = (*point.co, *point.handle_left, *point.handle_right)
                            found[point.co.x] = (*found.get(point.co.x, ()), *values)
    return found


def points(values: tuple[float, ...]) -> list[tuple[float, float]]:
    """The keys alone: how long a handle at rest is depends on how near the next line is."""
    return [(values[i], values[i + 1]) for i in range(0, len(values), 6)]


def strips(scene: Any, name: str = "Alice") -> list[tuple[str, float, float]]:
    import bpy

    key = bpy.data.objects[name].data.shape_keys
    tracks = key.animation_data.nla_tracks
    return sorted((s.name, s.frame_start, s.frame_end) for track in tracks for s in track.strips)


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts of lines whose mouth was solved, as they come."""
    from addon.scene import lips

    seen: list[str] = []
    real = lips._curves

    def noting(scene: Any, character: Any, found: Any, joined: Any, entry: Any) -> Any:
        seen.append(entry.line.text)
        return real(scene, character, found, joined, entry)

    monkeypatch.setattr(lips, "_curves", noting)
    return seen


def lines_of(say: Callable[..., Any], scene: Any, count: int = 5) -> Any:
    for number in range(count):
        say(f"mama {number}")
    return scene.voxrig.lines


def test_gaps_differ_by_line_character_and_scene(scene: Any, say: Callable[..., Any]) -> None:
    from addon.properties import add_character, add_line, find_line
    from addon.scene import apply

    group = scene.voxrig
    group.gap, group.gap_character, group.gap_scene = 0.5, 1.0, 2.0
    say()
    say()
    add_character(scene, "Bob")
    uid = add_line(scene, "mama", "Bob").uid
    respeak(scene, find_line(scene, uid), 1.0)
    say()
    assert [line.placed_frame for line in group.lines] == [1, 37, 85, 133]
    group.lines[3].heading = "INT. KITCHEN"
    assert group.lines[3].placed_frame == 85 + 24 + 48
    apply.relayout(scene)
    assert not any(line.collides for line in group.lines)


@pytest.mark.usefixtures("sound")
def test_one_line_that_grows_is_spoken_and_the_others_keep_their_curves(
    scene: Any, say: Callable[..., Any], solved: list[str]
) -> None:
    lines = lines_of(say, scene)
    before, where = keys_of(scene), [line.placed_frame for line in lines]
    sounds = [line.sound.name for line in lines]
    solved.clear()
    respeak(scene, lines[1], 1.5)
    assert solved == ["mama 1"]
    assert [line.placed_frame - old for line, old in zip(lines, where, strict=True)] == [0, 0, 12, 12, 12]
    changed = [i for i, line in enumerate(lines) if line.sound.name != sounds[i]]
    assert changed == [] or changed == [1]
    later = {frame: values for frame, values in before.items() if frame > where[2] - 5}
    after = keys_of(scene)
    for frame, values in later.items():
        expected = np.reshape(values, (-1, 2)) + np.array((12.0, 0.0))
        assert np.reshape(after[frame + 12.0], (-1, 2)) == pytest.approx(expected, abs=1e-4)
    first = [frame for frame in before if frame < where[1] - 5]
    assert all(points(after[frame]) == points(before[frame]) for frame in first)


@pytest.mark.usefixtures("sound")
def test_strips_stay_in_their_channel_when_all_move(scene: Any, say: Callable[..., Any]) -> None:
    lines = lines_of(say, scene)
    scene.voxrig.gap = 0.0
    respeak(scene, lines[0], 1.8)
    respeak(scene, lines[0], 0.5)
    found = sorted(scene.sequence_editor.strips, key=lambda strip: strip.frame_start)
    assert [strip.channel for strip in found] == [1] * 5
    assert [strip.frame_start for strip in found] == [line.placed_frame for line in lines]


def test_moved_strips_play_what_they_played(scene: Any, say: Callable[..., Any]) -> None:
    lines = lines_of(say, scene)
    before = {name: (first, last) for name, first, last in strips(scene)}
    respeak(scene, lines[0], 1.25)
    after = {name: (first, last) for name, first, last in strips(scene)}
    assert before.keys() == after.keys()
    for line in list(lines)[1:]:
        name = next(name for name in before if line.uid[:6] in name)
        assert after[name] == (before[name][0] + 6, before[name][1] + 6)
        assert after[name][1] >= line.key_end - 1.0


def test_an_animators_key_and_mute_go_along(scene: Any, say: Callable[..., Any]) -> None:
    import bpy

    from addon import compat

    lines = lines_of(say, scene, 2)
    track = bpy.data.objects["Alice"].data.shape_keys.animation_data.nla_tracks[0]
    strip = track.strips[1]
    strip.mute = True
    curve = compat.existing_fcurves(strip.action, compat.action_slot(strip))[0]
    frame = lines[1].placed_frame + 7.25
    curve.keyframe_points.insert(frame, 0.77).type = "BREAKDOWN"
    respeak(scene, lines[0], 1.5)
    by_hand = [point.co for point in curve.keyframe_points if point.type == "BREAKDOWN"]
    assert [tuple(co) for co in by_hand] == [pytest.approx((frame + 12, 0.77))]
    assert [strip.mute for strip in track.strips] == [False, True]


def test_without_ripple_exactly_one_line_moves_its_mouth(
    scene: Any, say: Callable[..., Any], solved: list[str]
) -> None:
    lines = lines_of(say, scene)
    scene.voxrig.ripple = False
    before, where = keys_of(scene), [line.placed_frame for line in lines]
    solved.clear()
    respeak(scene, lines[1], 0.8)
    assert solved == ["mama 1"]
    assert [line.placed_frame for line in lines] == where
    after = keys_of(scene)
    others = [f for f in before if not where[1] - 6 < f < where[2] - 6]
    assert others
    assert all(points(after[frame]) == points(before[frame]) for frame in others)


def test_without_ripple_a_line_that_grows_into_the_next_is_shown(scene: Any, say: Callable[..., Any]) -> None:
    lines = lines_of(say, scene, 3)
    scene.voxrig.ripple = False
    respeak(scene, lines[0], 2.5)
    assert [line.collides for line in lines] == [False, True, False]
    scene.voxrig.ripple = True
    assert [line.collides for line in lines] == [False, False, False]
    assert lines[1].placed_frame == 1 + 60 + 8


def test_without_ripple_a_new_line_goes_after_the_one_above(scene: Any, say: Callable[..., Any]) -> None:
    from addon.properties import add_line, find_line

    lines = lines_of(say, scene, 2)
    scene.voxrig.ripple = False
    where = [line.placed_frame for line in lines]
    uid = add_line(scene, "mama", "Alice").uid
    respeak(scene, find_line(scene, uid), 1.0)
    assert [line.placed_frame for line in lines] == [*where, where[1] + 32]
    lines[2].start_mode = "TOGETHER"
    assert lines[2].placed_frame == where[1]
    lines[2].start_mode = "AUTO"
    assert lines[2].placed_frame == where[1] + 32


def test_cues_lie_on_the_nearest_frame_from_the_scenes_start(scene: Any, say: Callable[..., Any]) -> None:
    scene.frame_start = 101
    line = say()
    line.cue_start, line.start_mode = 1_510, "CUE"
    assert line.placed_frame == 101 + 36


def test_headings_are_markers_that_go_with_their_lines(scene: Any, say: Callable[..., Any]) -> None:
    from addon.scene import apply

    markers = scene.timeline_markers
    mine = markers.new("INT. KITCHEN - NIGHT", frame=1)
    lines = lines_of(say, scene, 3)
    lines[0].heading = lines[2].heading = "INT. KITCHEN - NIGHT"
    shown = sorted((marker.name, marker.frame) for marker in markers)
    assert [frame for _, frame in shown] == [1, 1, lines[2].placed_frame]
    respeak(scene, lines[0], 2.0)
    assert sorted(marker.frame for marker in markers) == [1, 1, lines[2].placed_frame]
    lines[2].heading = "EXT. GARDEN"
    assert sorted(marker.name for marker in markers)[0] == "EXT. GARDEN"
    lines[2].heading = ""
    uid = lines[0].uid
    apply.forget(scene, uid)
    scene.voxrig.lines.remove(0)
    apply.relayout(scene)
    assert [(marker.name, marker.frame) for marker in markers] == [("INT. KITCHEN - NIGHT", 1)]
    assert mine.name == "INT. KITCHEN - NIGHT"


def test_a_marker_that_the_animator_has_moved_is_theirs(scene: Any, say: Callable[..., Any]) -> None:
    line = say()
    line.heading = "EXT. GARDEN"
    (marker,) = scene.timeline_markers
    marker.frame = 77
    line.heading = ""
    assert [(m.name, m.frame) for m in scene.timeline_markers] == [("EXT. GARDEN", 77)]


@pytest.mark.usefixtures("sound")
def test_audio_does_not_drift_over_thirty_minutes_at_23_976(scene: Any, head: Any, tmp_path: Path) -> None:
    """Blender's own mixdown tells where clicks in some of 400 lines are heard."""
    import bpy

    from addon.properties import add_line, find_line
    from addon.scene import apply

    if bpy.app.version >= (5, 1):
        pytest.skip("this Blender mixes down behind our back")
    scene.render.fps, scene.render.fps_base = 24, 1.001
    scene.voxrig.characters[0].use_lipsync = False
    uids = [add_line(scene, f"click {number}", "Alice").uid for number in range(400)]
    for number, line in enumerate(scene.voxrig.lines):
        line.duration = click(number).timings.duration
    apply.relayout(scene)
    where = [line.placed_frame for line in scene.voxrig.lines]
    sampled = [*range(0, 400, 40), 399]
    for number in sampled:
        line = find_line(scene, uids[number])
        apply.apply_speech(scene, apply.request_of(scene, line), click(number), beside=False)
    assert [line.placed_frame for line in scene.voxrig.lines] == where
    strips_on = sorted(strip.frame_start for strip in scene.sequence_editor.strips)
    assert strips_on == [where[number] for number in sampled]
    onsets = np.array([(where[number] - scene.frame_start) * 1001 / 24_000 for number in sampled])
    assert onsets[-1] > 29 * 60
    scene.frame_end = where[-1] + 240
    heard = clicks(mixdown(tmp_path)) - CLICK_SECONDS
    assert len(heard) == len(onsets)
    assert np.abs(heard - onsets).max() < 1e-3


CLICK_SECONDS = 0.5


def click(number: int) -> Speech:
    """About four seconds of silence with a click in it, each of another length."""
    count = int((3.6 + (number * 37 % 100) / 100) * RATE) + number
    audio = np.zeros(count, "<i2")
    at = int(CLICK_SECONDS * RATE)  # Blender's mixdown swallows samples at the very start of a strip
    audio[at : at + 24] = 20_000
    timings = Timings(RATE, count, (Sound("sil", 0, count, 0, None),), (SpokenWord("x", 0, 1, 0, count),))
    return Speech(audio.tobytes(), timings)


def mixdown(folder: Path) -> np.ndarray:
    import bpy

    path = folder / "mix.wav"
    bpy.ops.sound.mixdown(filepath=str(path), container="WAV", codec="PCM", format="S16", mixrate=RATE)
    with wave.open(str(path)) as wav:
        samples = np.frombuffer(wav.readframes(wav.getnframes()), "<i2")[:: wav.getnchannels()]
    return samples.astype(int)


def clicks(samples: np.ndarray) -> np.ndarray:
    """When the clicks of a sound begin, in seconds."""
    loud = np.flatnonzero(np.abs(samples) > 8_000)
    return loud[np.concatenate(([True], np.diff(loud) > RATE // 10))] / RATE


def test_many_lines_of_two_characters_lie_where_they_would_if_spoken_at_once(
    scene: Any, say: Callable[..., Any]
) -> None:
    """Shifted keys are those that solving anew would give."""
    from addon.properties import add_character, add_line, find_line
    from addon.scene import lips

    add_character(scene, "Bob").meshes.add().object = make_head("Bob")
    for number in range(8):
        uid = add_line(scene, f"mama {number}", ("Alice", "Bob")[number % 2]).uid
        respeak(scene, find_line(scene, uid), 0.6 + number / 10)
    for number in (5, 0, 3):
        respeak(scene, scene.voxrig.lines[number], 1.3 - number / 10)
    moved = {name: (keys_of(scene, name), strips(scene, name)) for name in ("Alice", "Bob")}
    lips.rekey(scene, [line.uid for line in scene.voxrig.lines])
    for name, (keys, played) in moved.items():
        solved = keys_of(scene, name)
        assert solved.keys() == keys.keys()
        assert all(keys[f] == pytest.approx(solved[f], abs=1e-3) for f in keys)
        assert strips(scene, name) == played
