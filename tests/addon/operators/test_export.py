# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""The dialogue as files, from the buttons."""

from __future__ import annotations

import csv
import json
import math
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pysubs2
import pytest

from ..head import ARKIT, make_head
from ..scene.speech import RATE, asked, mama

pytestmark = pytest.mark.blender

CLICK = 0.5  # of full scale
FADE = 32  # samples of a click


def add(scene: Any, text: str, character: str, frame: int, **given: Any) -> Any:
    """A spoken line on a frame."""
    from addon.properties import add_line, find_line
    from addon.scene import apply

    uid = add_line(scene, text, character).uid
    line = find_line(scene, uid)
    line.start_mode, line.start_frame = "FRAME", frame
    speech = given.pop("speech", None) or mama(given.pop("seconds", 1.0))
    for name, value in given.items():
        setattr(line, name, value)
    apply.apply_speech(scene, asked(line), speech, beside=False)
    return find_line(scene, uid)


def beep(seconds: float = 1.0, at: float = 0.25, level: float = CLICK) -> Any:
    """A line whose sound is a short tone in silence."""
    samples = np.zeros(int(seconds * RATE))
    start = int(at * RATE)
    tone = level * np.sin(2 * np.pi * 1000 * np.arange(RATE // 2) / RATE)
    samples[start : start + RATE // 2] = tone[: len(samples) - start]
    return replace(mama(seconds), audio=np.rint(samples * 32767).astype("<i2").tobytes())


def click(seconds: float = 1.0) -> Any:
    """A line whose sound is one click of a thousandth of a second, on its first sample."""
    samples = np.zeros(int(seconds * RATE))
    samples[:FADE] = CLICK * np.hanning(FADE)
    return replace(mama(seconds), audio=np.rint(samples * 32767).astype("<i2").tobytes())


@pytest.fixture
def dialogue(scene: Any) -> Any:
    """Alice and Bob say a line each, on frames 1 and 49 of 96 at 24 frames a second."""
    from addon.properties import add_character

    scene.frame_start, scene.frame_end = 1, 96
    for name in ("Alice", "Bob"):
        add_character(scene, name).meshes.add().object = make_head(name)
    add(scene, "Hello [Voxrig](/vˈɑksɹˌɪɡ/), how are you?", "Alice", 1, speech=beep(), delivery="warmly")
    add(scene, "Fine.", "Bob", 49, speech=beep(level=0.25))
    return scene


def samples(path: Path) -> np.ndarray:
    """A mono file's samples, full scale 1."""
    with wave.open(str(path)) as wav:
        assert wav.getnchannels() == 1
        width, data = wav.getsampwidth(), wav.readframes(wav.getnframes())
    raw = np.frombuffer(data, np.uint8).reshape(-1, width)
    padded = np.zeros((len(raw), 4), np.uint8)
    padded[:, 4 - width :] = raw
    return padded.view("<i4")[:, 0] / float(1 << 31)


def test_each_button_tells_why_it_is_grey(scene: Any) -> None:
    import bpy

    from addon.properties import add_character, add_line

    add_character(scene, "Alice")
    add_line(scene, "Hello.", "Alice")
    for name in ("subtitles", "timings", "audio", "arkit"):
        assert not getattr(bpy.ops.voxrig, f"export_{name}").poll()


class TestSubtitles:
    def test_lines_are_written_at_their_times_on_the_timeline(self, dialogue: Any, tmp_path: Path) -> None:
        import bpy

        assert bpy.ops.voxrig.export_subtitles(filepath=str(tmp_path / "a.srt")) == {"FINISHED"}
        found = [(e.start, e.end, e.plaintext) for e in pysubs2.load(str(tmp_path / "a.srt"))]
        assert found == [(0, 1000, "Hello Voxrig, how are you?"), (2000, 3000, "Fine.")]

    def test_web_subtitles_name_the_speakers(self, dialogue: Any, tmp_path: Path) -> None:
        import bpy

        bpy.ops.voxrig.export_subtitles(filepath=str(tmp_path / "a.srt"), format="VTT", names=True)
        text = (tmp_path / "a.vtt").read_text(encoding="utf-8")
        assert "<v Bob>Fine." in text
        assert [path.name for path in tmp_path.iterdir()] == ["a.vtt"]

    def test_mutes_trims_and_the_selection_count(self, dialogue: Any, tmp_path: Path) -> None:
        import bpy

        first, second = dialogue.voxrig.lines
        first.trim_start, first.trim_end, second.mute = 6, 12, True
        bpy.ops.voxrig.export_subtitles(filepath=str(tmp_path / "a.srt"))
        (only,) = pysubs2.load(str(tmp_path / "a.srt"))
        assert (only.start, only.end) == (250, 500)
        first.select = False
        with pytest.raises(RuntimeError, match="No selected line"):
            bpy.ops.voxrig.export_subtitles(filepath=str(tmp_path / "b.srt"), scope="SELECTED")
        assert [path.name for path in tmp_path.iterdir()] == ["a.srt"]

    def test_a_changed_line_is_written_as_it_sounds(self, dialogue: Any, tmp_path: Path) -> None:
        from addon.scene import export

        dialogue.voxrig.lines[1].text = "Never better."
        done = export.export_subtitles(dialogue, tmp_path / "a.srt")
        assert "Fine." in (tmp_path / "a.srt").read_text()
        assert any("1 line has changed" in note for note in done.notes)

    def test_another_ending_is_refused(self, dialogue: Any, tmp_path: Path) -> None:
        from addon.scene import export

        with pytest.raises(ValueError, match=r"a\.txt must end in \.srt or \.vtt"):
            export.export_subtitles(dialogue, tmp_path / "a.txt")


class TestTimings:
    def test_every_line_has_its_words_and_phonemes_in_the_scenes_time(
        self, dialogue: Any, tmp_path: Path
    ) -> None:
        import bpy

        assert bpy.ops.voxrig.export_timings(filepath=str(tmp_path / "a.json")) == {"FINISHED"}
        data = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
        assert {name: data[name] for name in ("format", "version", "fps", "first_frame", "duration")} == {
            "format": "voxrig-timings",
            "version": 1,
            "fps": 24.0,
            "first_frame": 1,
            "duration": 4.0,
        }
        first, second = data["lines"]
        assert (first["character"], first["text"]) == ("Alice", "Hello Voxrig, how are you?")
        assert (first["delivery"], first["number"], first["changed"]) == ("warmly", 1, False)
        assert first["voice"] == dialogue.voxrig.characters[0].voice
        assert first["uid"] == dialogue.voxrig.lines[0].uid
        assert (second["start"], second["end"]) == (2.0, 3.0)
        assert (second["start_frame"], second["end_frame"]) == (49.0, 73.0)
        (word,) = second["words"]
        sounds = second["phonemes"]
        assert (sounds[0]["start"], sounds[-1]["end"]) == (2.0, 3.0)
        assert [(s["symbol"], s["word"]) for s in sounds[1:3]] == [("m", 0), ("ɑ", 0)]
        assert word["start"] == sounds[1]["start"] == pytest.approx(2.0 + 1 / 6, abs=1e-4)

    def test_what_a_trim_cuts_off_is_gone(self, dialogue: Any, tmp_path: Path) -> None:
        from addon.scene import export

        dialogue.voxrig.lines[1].trim_start = 12
        export.export_timings(dialogue, tmp_path / "a.json")
        line = json.loads((tmp_path / "a.json").read_text())["lines"][1]
        assert line["start"] == line["words"][0]["start"] == line["phonemes"][0]["start"] == 2.5
        assert [sound["symbol"] for sound in line["phonemes"]] == ["m", "ɑ", "sil"]


@pytest.mark.usefixtures("sound")
class TestAudio:
    def test_a_mix_is_as_long_as_the_scene_and_as_loud_as_asked(self, dialogue: Any, tmp_path: Path) -> None:
        from addon.exports.loudness import loudness
        from addon.scene import export

        done = export.export_audio(dialogue, tmp_path / "mix.wav")
        mix = samples(tmp_path / "mix.wav")
        assert len(mix) == 4 * 48_000
        assert loudness(mix.astype(np.float32), 48_000) == pytest.approx(-23.0, abs=0.05)
        assert str(done).startswith("mix.wav: 2 lines, 4.0 s, -23.0 LUFS, gain ")
        loud = np.flatnonzero(np.abs(mix) > 0.01)
        assert loud[0] / 48_000 == pytest.approx(0.25, abs=1e-3)
        assert np.abs(mix[int(1.1 * 48_000) : int(2.2 * 48_000)]).max() < 1e-4

    def test_stems_add_up_to_the_mix(self, dialogue: Any, tmp_path: Path) -> None:
        import bpy

        bpy.ops.voxrig.export_audio(filepath=str(tmp_path / "mix.wav"), target=-20.0)
        bpy.ops.voxrig.export_audio(filepath=str(tmp_path / "stems.wav"), kind="STEMS", target=-20.0)
        assert sorted(path.name for path in (tmp_path / "stems").iterdir()) == ["Alice.wav", "Bob.wav"]
        mix = samples(tmp_path / "mix.wav")
        alice, bob = (samples(tmp_path / "stems" / f"{name}.wav") for name in ("Alice", "Bob"))
        assert len(alice) == len(bob) == len(mix)
        assert np.abs(alice + bob - mix).max() <= 1.5 / (1 << 23)
        assert not alice[2 * 48_000 :].any()
        assert not bob[: 2 * 48_000 - 1000].any()

    def test_every_line_gets_a_file_named_by_its_place_its_speaker_and_its_words(
        self, dialogue: Any, tmp_path: Path
    ) -> None:
        import bpy

        assert bpy.ops.voxrig.export_audio(filepath=str(tmp_path / "lines"), kind="LINES") == {"FINISHED"}
        names = ["001_Alice_Hello-Voxrig-how-are-you.wav", "002_Bob_Fine.wav"]
        assert sorted(path.name for path in (tmp_path / "lines").iterdir()) == names
        first, second = (samples(tmp_path / "lines" / name) for name in names)
        assert len(first) == len(second) == 48_000
        assert np.abs(first).max() == pytest.approx(2 * np.abs(second).max(), rel=0.01)

    def test_volume_mute_trims_and_cuts_are_heard(self, dialogue: Any, tmp_path: Path) -> None:
        from addon.scene import export, sounds

        plain = export.SoundOptions(target=None)
        first, second = dialogue.voxrig.lines
        (strip,) = sounds.strips_of(dialogue, first.uid)
        strip.volume = 0.5
        first.trim_start, first.trim_end, second.mute = 9, 9, True
        export.export_audio(dialogue, tmp_path / "a.wav", plain)
        mix = samples(tmp_path / "a.wav")
        loud = np.flatnonzero(np.abs(mix) > 1e-3) / 48_000
        assert (loud[0], loud[-1]) == pytest.approx((9 / 24, 15 / 24), abs=1e-3)
        assert np.abs(mix).max() == pytest.approx(CLICK / 2, rel=0.01)
        assert len(mix) == 4 * 48_000

    def test_pan_is_left_out_and_that_is_told(self, dialogue: Any, tmp_path: Path) -> None:
        from addon.scene import export, sounds

        (strip,) = sounds.strips_of(dialogue, dialogue.voxrig.lines[0].uid)
        strip.pan = 0.5
        assert any("Pan" in note for note in export.export_audio(dialogue, tmp_path / "a.wav").notes)

    def test_what_begins_before_the_scene_is_cut_and_that_is_told(
        self, dialogue: Any, tmp_path: Path
    ) -> None:
        from addon.scene import export

        dialogue.frame_start = 13
        done = export.export_audio(dialogue, tmp_path / "a.wav", export.SoundOptions(target=None))
        mix = samples(tmp_path / "a.wav")
        assert len(mix) == 3.5 * 48_000
        assert np.abs(mix[:10]).max() > 0.01
        assert np.flatnonzero(np.abs(mix[48_000:]) > 1e-3)[0] / 48_000 == pytest.approx(0.75, abs=1e-3)
        assert any("before the scene's first frame" in note for note in done.notes)

    def test_an_animated_volume_is_followed(self, dialogue: Any, tmp_path: Path) -> None:
        from addon.scene import export, sounds

        (strip,) = sounds.strips_of(dialogue, dialogue.voxrig.lines[0].uid)
        for frame, volume in ((1, 1.0), (13, 1.0), (14, 0.0), (25, 0.0)):
            strip.volume = volume
            strip.keyframe_insert("volume", frame=frame)
        export.export_audio(dialogue, tmp_path / "a.wav", export.SoundOptions(target=None))
        mix = samples(tmp_path / "a.wav")
        assert np.abs(mix[:24_000]).max() == pytest.approx(CLICK, rel=0.02)
        assert np.abs(mix[26_100:90_000]).max() < 1e-4

    def test_a_line_that_was_cut_in_two_is_heard_where_its_pieces_are(
        self, dialogue: Any, tmp_path: Path
    ) -> None:
        from addon.scene import export, sounds

        line = dialogue.voxrig.lines[0]
        (strip,) = sounds.strips_of(dialogue, line.uid)
        rest = strip.split(frame=13, split_method="SOFT")
        rest.mute = True
        export.export_audio(dialogue, tmp_path / "a.wav", export.SoundOptions(target=None))
        mix = samples(tmp_path / "a.wav")
        loud = np.flatnonzero(np.abs(mix[:90_000]) > 1e-3) / 48_000
        assert (loud[0], loud[-1]) == pytest.approx((0.25, 0.5), abs=1e-3)

    @pytest.mark.parametrize("depth", ["16", "24"])
    def test_flac_holds_what_wav_does(self, dialogue: Any, tmp_path: Path, depth: str) -> None:
        import aud  # pyright: ignore[reportMissingImports]
        import bpy

        for kind in ("WAV", "FLAC"):
            bpy.ops.voxrig.export_audio(filepath=str(tmp_path / "a.wav"), format=kind, depth=depth)
        full = 32767 if depth == "16" else 1 << 23  # as Blender reads whole numbers
        packed = np.rint(aud.Sound(str(tmp_path / "a.flac")).data()[:, 0].astype(np.float64) * full)
        assert packed.tolist() == (samples(tmp_path / "a.wav") * (1 << (int(depth) - 1))).tolist()

    def test_peaks_hold_the_gain_back_and_the_animator_is_told(self, dialogue: Any, tmp_path: Path) -> None:
        from addon.exports.loudness import decibels, true_peak
        from addon.scene import export

        done = export.export_audio(dialogue, tmp_path / "a.wav", export.SoundOptions(target=-6.0))
        assert decibels(true_peak(samples(tmp_path / "a.wav").astype(np.float32))) == pytest.approx(
            -1.0, abs=0.01
        )
        assert any("softer than asked" in note for note in done.notes)

    def test_another_rate_keeps_the_times(self, dialogue: Any, tmp_path: Path) -> None:
        import bpy

        for rate in ("44100", "96000"):
            bpy.ops.voxrig.export_audio(filepath=str(tmp_path / "a.wav"), rate=rate, depth="16")
            mix = samples(tmp_path / "a.wav")
            assert len(mix) == 4 * int(rate)
            loud = np.flatnonzero(np.abs(mix[2 * int(rate) :]) > 0.01)
            assert loud[0] / int(rate) == pytest.approx(0.25, abs=1e-3)

    def test_a_line_without_its_sound_is_named(self, dialogue: Any, tmp_path: Path) -> None:
        from addon.scene import export, sounds

        line = dialogue.voxrig.lines[1]
        line.sound.unpack(method="REMOVE")
        with pytest.raises(ValueError, match=r"“Fine\.” has lost its sound, .*: speak it again"):
            export.export_audio(dialogue, tmp_path / "a.wav")
        sounds.remove(dialogue, line.uid)
        with pytest.raises(ValueError, match=r"“Fine\.” has no strip"):
            export.export_audio(dialogue, tmp_path / "a.wav")
        assert list(tmp_path.iterdir()) == []

    def test_a_click_stays_where_it_is_when_it_is_resampled(self, scene: Any, tmp_path: Path) -> None:
        """Within a tenth of a millisecond, though the voices' rate is half of the mix's."""
        from addon.properties import add_character
        from addon.scene import export

        add_character(scene, "Alice")
        scene.frame_start, scene.frame_end = 1, 48
        add(scene, "Click", "Alice", 25, speech=click())
        export.export_audio(scene, tmp_path / "a.wav", export.SoundOptions(target=None))
        mix = samples(tmp_path / "a.wav")
        middle = (np.arange(len(mix)) * mix**2).sum() / (mix**2).sum() / 48_000
        assert middle == pytest.approx(1.0 + (FADE - 1) / 2 / RATE, abs=1e-4)

    def test_nothing_drifts_over_half_an_hour_of_film(self, scene: Any, tmp_path: Path) -> None:
        """210 lines over 30 minutes at 23.976 frames a second; every onset within a millisecond."""
        from addon.properties import add_character
        from addon.scene import export

        scene.render.fps, scene.render.fps_base = 24, 1.001
        add_character(scene, "Alice")
        scene.frame_start, scene.frame_end = 1, 43_157
        frames = [1 + number * 205 for number in range(211)]
        take = click(0.1)
        for frame in frames:
            add(scene, "Click", "Alice", frame, speech=take)
        export.export_audio(scene, tmp_path / "a.wav", export.SoundOptions(bits=16, target=None))
        with wave.open(str(tmp_path / "a.wav")) as wav:
            mix = np.frombuffer(wav.readframes(wav.getnframes()), "<i2")
        assert len(mix) / 48_000 == pytest.approx(43_157 * 1001 / 24_000, abs=1e-3)
        loud = np.flatnonzero(np.abs(mix) > 3000)
        onsets = loud[np.flatnonzero(np.diff(loud, prepend=-48_000) > 4800)] / 48_000
        expected = np.array([(frame - 1) * 1001 / 24_000 for frame in frames])
        assert len(onsets) == len(expected)
        assert np.abs(onsets - expected).max() < 1e-3


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


class TestARKit:
    def test_the_curves_are_those_that_an_arkit_head_is_keyed_with(self, scene: Any, tmp_path: Path) -> None:
        import bpy

        from addon import compat
        from addon.exports import arkit
        from addon.properties import add_character

        names = tuple(name[0].lower() + name[1:] for name in arkit.SHAPES)
        assert set(ARKIT) <= set(names)
        head = make_head("Alice", names)
        add_character(scene, "Alice").meshes.add().object = head
        scene.frame_start, scene.frame_end = 1, 96
        add(scene, "Mama", "Alice", 13)
        add(scene, "Mama", "Alice", 40)
        assert bpy.ops.voxrig.export_arkit(filepath=str(tmp_path / "a.csv")) == {"FINISHED"}
        found = rows(tmp_path / "a.csv")
        assert len(found) == 96
        keyed = {}
        for track in head.data.shape_keys.animation_data.nla_tracks:
            for strip in track.strips:
                for curve in compat.existing_fcurves(strip.action, compat.action_slot(strip)):
                    keyed[curve.data_path.split('"')[1]] = curve
        assert {"jawOpen", "mouthPressLeft"} <= keyed.keys()
        for name, column in zip(names, arkit.SHAPES, strict=True):
            for number, row in enumerate(found):
                expected = keyed[name].evaluate(1 + number) if name in keyed else 0.0
                assert float(row[column]) == pytest.approx(expected, abs=1e-4)

    def test_any_rig_speaks_and_silence_is_at_rest(self, dialogue: Any, tmp_path: Path) -> None:
        import bpy

        dialogue.voxrig.characters[1].meshes.clear()  # the chosen one
        bpy.ops.voxrig.export_arkit(filepath=str(tmp_path / "a.csv"), fps=60.0)
        found = rows(tmp_path / "a.csv")
        assert len(found) == 240
        jaw = [float(row["JawOpen"]) for row in found]
        assert max(jaw[120:180]) > 0.2
        assert max(jaw[:110]) == 0.0
        assert found[-1]["Timecode"] == "00:00:03:59.000"
        closed = [float(row["MouthPressLeft"]) for row in found]
        assert max(closed) == pytest.approx(0.55, abs=0.01)

    def test_a_muted_line_moves_nothing(self, dialogue: Any, tmp_path: Path) -> None:
        import bpy

        dialogue.voxrig.lines[1].mute = True
        assert not bpy.ops.voxrig.export_arkit.poll()
        dialogue.voxrig.active_character = 0
        bpy.ops.voxrig.export_arkit(filepath=str(tmp_path / "a.csv"))
        jaw = [float(row["JawOpen"]) for row in rows(tmp_path / "a.csv")]
        assert max(jaw[:24]) > 0.2
        assert math.isclose(max(jaw[40:]), 0.0)


def test_a_place_that_cannot_be_written_to_is_said(dialogue: Any, tmp_path: Path) -> None:
    import bpy

    (tmp_path / "file").write_text("")
    for name, file in (("subtitles", "a.srt"), ("timings", "a.json"), ("arkit", "a.csv")):
        with pytest.raises(RuntimeError, match="file"):
            getattr(bpy.ops.voxrig, f"export_{name}")(filepath=str(tmp_path / "file" / file))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
