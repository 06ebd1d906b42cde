# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""A recording becomes a voice, through a real sidecar and real Blender."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ..conftest import preferences, wait_for

pytestmark = pytest.mark.blender

TEXT = (
    "The train leaves at seven in the morning and goes along the river. We sat by the window and looked at "
    "the boats, the gardens and the old stone bridges. After an hour the hills came into view, blue and far "
    "away. My brother told a story about a fox that lived behind his house, and nobody believed a word of "
    "it. Later it began to rain, so we drank tea and played cards until the lights of the town appeared."
)
SPEAKER, DETAILS, FILE = "Mariella Quintessenza", "release form in binder seventeen", "mariella-take-one.wav"


@pytest.fixture(scope="module")
def sidecar(registered: None, sidecar_python: str) -> Any:
    """The add-on's session with a sidecar that is ready."""
    import bpy

    from addon.client.session import SESSION, State

    preferences().reach, preferences().python = "LAUNCH", sidecar_python
    if SESSION.state is not State.READY:
        bpy.ops.voxrig.start_sidecar()
    return SESSION


@pytest.fixture(scope="module")
def recording(sidecar: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stock voice that reads, in a room that is not quite silent: a person, as far as can be told."""
    from addon.client.speech import LineRequest

    sidecar.listen(LineRequest("reading", TEXT, "voices/am_michael"))
    wait_for(lambda: sidecar.tick() is None or not sidecar.is_trying, 120)
    clip = sidecar.trial.clip
    speech = np.frombuffer(clip.audio, "<i2").astype(np.float64)
    room = np.random.default_rng(7).normal(0.0, 32768 * 10 ** (-60 / 20), len(speech))
    path = tmp_path_factory.mktemp("recording") / FILE
    write_wav(path, speech + room, clip.sample_rate)
    return path


def write_wav(path: Path, samples: np.ndarray, rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())


@pytest.fixture
def form(scene: Any, sidecar: Any) -> Iterator[Any]:
    """The empty form; what was enrolled is forgotten afterwards."""
    import bpy

    from addon.properties import voices

    voices.FORM.__init__()
    yield voices.form(bpy.context)
    sidecar.end_enrolment()
    sidecar.end_trial()


@pytest.fixture(scope="module")
def enrolled(sidecar: Any, recording: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """A voice that was made as an animator makes it: its resource name, and a .blend saved on the way."""
    import bpy

    from addon.properties import add_character, voices

    context: Any = bpy.context
    voices.FORM.__init__()
    form = voices.form(context)
    form.path = str(recording)
    assert bpy.ops.voxrig.check_recording() == {"FINISHED"}
    form.title, form.speaker, form.ground, form.details = "Mariella", SPEAKER, "CONSENT", DETAILS
    add_character(context.scene, "Alice")
    path = tmp_path_factory.mktemp("saved") / "scene.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path), compress=False)
    assert bpy.ops.voxrig.create_voice() == {"FINISHED"}
    assert (form.title, form.speaker, form.details) == ("", "", "")
    sidecar.end_enrolment()
    return voices.FORM.voice, path.read_bytes()


@pytest.fixture
def mariella(enrolled: tuple[str, bytes]) -> str:
    """The voice's resource name."""
    return enrolled[0]


def wait_until(condition: Any) -> None:
    from addon.operators import run

    wait_for(lambda: run.step() is None and condition())


def test_the_voice_is_among_those_to_cast_with_its_likeness(sidecar: Any, mariella: str) -> None:
    from addon.client.voice import VoiceKind, own_first
    from addon.operators.voice_list import voice_label

    assert mariella == "voices/mariella"
    first = own_first(sidecar.voices)[0]
    assert (first.name, first.kind, first.has_preview) == (mariella, VoiceKind.CLONED, True)
    assert voice_label(first) == "Mariella, en-US, male, cloned"
    assert 0.0 < first.likeness.nearest_stock_similarity <= 1.0
    assert -1.0 <= first.likeness.similarity <= 1.0
    assert sidecar.find_voice(first.likeness.nearest_stock_voice).kind is VoiceKind.STOCK


def test_a_character_can_speak_in_it_at_once(scene: Any, form: Any, mariella: str) -> None:
    import bpy

    from addon.properties import add_character, add_line
    from addon.properties.voices import FORM

    add_character(scene, "Alice")
    FORM.voice = mariella
    bpy.ops.voxrig.use_voice()
    assert scene.voxrig.characters["Alice"].voice == mariella
    line = add_line(scene, "Hello.", "Alice")
    bpy.ops.voxrig.speak(scope="ALL")
    assert line.error == ""
    assert line.duration > 0.2


def test_nothing_personal_is_saved_with_a_report_and_a_form_full_of_it(
    enrolled: tuple[str, bytes], recording: Path
) -> None:
    _, saved = enrolled
    assert b"Alice" in saved  # or the search would find nothing anyway
    secrets = (SPEAKER, "Quintessenza", DETAILS, "binder", FILE, str(recording.parent), "Mariella", "CONSENT")
    assert [secret for secret in secrets if secret.encode() in saved] == []


def test_a_strip_is_checked_and_its_stretches_are_found_on_the_timeline(
    scene: Any, sound: None, form: Any, recording: Path
) -> None:
    import bpy

    from addon import compat
    from addon.client.enrolment import Stage
    from addon.client.session import SESSION

    editor = scene.sequence_editor_create()
    strip = compat.sequencer_strips(editor).new_sound("interview", str(recording), 1, 101)
    compat.trim_strip(strip, 48, 0)
    strip.sound.pack()
    editor.active_strip = strip
    form.source = "STRIP"
    assert bpy.ops.voxrig.check_recording() == {"FINISHED"}
    assert SESSION.enrolment.stage is Stage.ASSESSED
    seconds = SESSION.enrolment.report.measures.recording_seconds
    assert seconds == pytest.approx((compat.strip_span(strip)[1] - 149) / 24, abs=0.1)
    bpy.ops.voxrig.show_span(start=2.0, end=3.0)
    assert scene.frame_current == 101 + 48 + 48
    compat.sequencer_strips(editor).remove(strip)
    assert bpy.ops.voxrig.show_span(start=2.0, end=3.0) == {"CANCELLED"}


def test_what_the_sidecar_does_not_like_about_the_word_is_told_and_can_be_mended(
    form: Any, recording: Path
) -> None:
    import bpy

    from addon.client.enrolment import Stage
    from addon.client.session import SESSION

    form.path = str(recording)
    bpy.ops.voxrig.check_recording()
    form.title, form.speaker = "Somebody", "x" * 300
    with pytest.raises(RuntimeError, match="200"):
        bpy.ops.voxrig.create_voice()
    assert SESSION.enrolment.stage is Stage.ASSESSED
    assert "200" in SESSION.enrolment.wrong["speaker"]
    assert bpy.ops.voxrig.create_voice.poll()


def test_silence_is_refused_with_a_reason(form: Any, tmp_path: Path) -> None:
    import bpy

    from addon.client.enrolment import Stage
    from addon.client.report import Severity
    from addon.client.session import SESSION

    form.path = str(tmp_path / "silence.wav")
    write_wav(Path(form.path), np.random.default_rng(1).normal(0.0, 3.0, 20 * 16_000), 16_000)
    bpy.ops.voxrig.check_recording()
    assert SESSION.enrolment.stage is Stage.REFUSED
    worst = SESSION.enrolment.report.findings[0]
    assert worst.severity is Severity.REFUSAL
    assert worst.message
    assert not bpy.ops.voxrig.create_voice.poll()
    assert bpy.ops.voxrig.check_recording.poll()


def test_a_recording_that_is_too_short_says_so(form: Any, tmp_path: Path) -> None:
    import bpy

    from addon.client.session import SESSION

    form.path = str(tmp_path / "short.wav")
    write_wav(Path(form.path), np.zeros(16_000), 16_000)
    with pytest.raises(RuntimeError, match="at least 10 s"):
        bpy.ops.voxrig.check_recording()
    assert "at least 10 s" in SESSION.enrolment.reason


def test_stopping_in_the_middle_leaves_nothing(form: Any, recording: Path) -> None:
    import bpy

    from addon.client.errors import SidecarError
    from addon.client.recording import Recording
    from addon.client.session import SESSION

    SESSION.enrol(Recording("a.wav", recording))
    wait_until(lambda: SESSION.enrolment._name)
    name = SESSION.enrolment._name
    bpy.ops.voxrig.forget_recording()
    assert SESSION.enrolment is None
    with pytest.raises(SidecarError) as error:
        SESSION.client.enrolment(name)
    assert error.value.code == "NOT_FOUND"


def test_another_file_in_the_middle_ends_the_check(form: Any, recording: Path) -> None:
    import bpy

    from addon.client.recording import Recording
    from addon.client.session import SESSION
    from addon.operators import run

    SESSION.enrol(Recording("a.wav", recording))
    wait_until(lambda: SESSION.enrolment._name)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    assert SESSION.enrolment is None
    run.step()


def test_an_undo_in_the_middle_harms_nothing(scene: Any, form: Any, recording: Path) -> None:
    import bpy

    from addon.client.enrolment import Stage
    from addon.client.recording import Recording
    from addon.client.session import SESSION

    if not bpy.ops.ed.undo_push.poll():
        pytest.skip("this Blender keeps no undo steps in the background")
    bpy.ops.ed.undo_push(message="Before")
    SESSION.enrol(Recording("a.wav", recording))
    wait_until(lambda: SESSION.enrolment._name)
    bpy.ops.ed.undo_push(message="After")
    bpy.ops.ed.undo()
    wait_until(lambda: SESSION.enrolment.stage is not Stage.SENDING)
    assert SESSION.enrolment.stage is Stage.ASSESSING


def test_what_is_missing_is_said(form: Any, mariella: str) -> None:
    import bpy

    from addon.operators.enrol import lacks_recording, lacks_word

    assert "Choose a recording" in lacks_recording(bpy.context)
    form.path = "a.wav"
    assert lacks_recording(bpy.context) == ""
    form.source = "STRIP"
    assert "Select a sound or movie strip" in lacks_recording(bpy.context)
    assert "name" in lacks_word(bpy.context)
    form.title = "Mariella"
    assert "replace it" in lacks_word(bpy.context)
    form.replace = True
    assert "whose voice" in lacks_word(bpy.context)
    form.speaker = SPEAKER
    assert lacks_word(bpy.context) == ""
    form.ground = "LICENCE"
    assert "looked up" in lacks_word(bpy.context)
    form.details = "CC0-1.0"
    assert lacks_word(bpy.context) == ""


def test_a_voice_of_the_same_name_is_replaced_only_if_asked_for(form: Any, mariella: str) -> None:
    from addon.operators.enrol import _wanted_voice

    form.title, form.speaker = "Mariella", SPEAKER
    again = _wanted_voice(form)
    assert (again.voice_id, again.replace) == ("mariella", True)
    form.title = "Heart"
    other = _wanted_voice(form)
    assert (other.voice_id, other.replace) == ("heart", False)


def test_a_sidecar_that_cannot_start_says_why(form: Any, recording: Path, no_sidecar: Any) -> None:
    import bpy

    kept, preferences().python = preferences().python, "/no/such/python"
    form.path = str(recording)
    try:
        with pytest.raises(RuntimeError, match="cannot be run"):
            bpy.ops.voxrig.check_recording()
    finally:
        preferences().python = kept
