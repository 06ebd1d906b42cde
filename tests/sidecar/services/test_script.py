# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts over the wire."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from protos.voxrig.v1 import script_pb2
from tests.sidecar.conftest import ROOT, Running, Start, failure

pytestmark = pytest.mark.grpc

SAMPLES = ROOT / "docs" / "samples"
SCRIPTS = "voxrig.v1.ScriptService"


def read(sidecar: Running, file: Path, **fields: Any) -> script_pb2.ReadScriptResponse:
    request = script_pb2.ReadScriptRequest(file_name=file.name, content=file.read_bytes(), **fields)
    return sidecar.scripts.ReadScript(request)


def wrong(sidecar: Running, **fields: Any) -> dict[str, str]:
    return failure(lambda: sidecar.scripts.ReadScript(script_pb2.ReadScriptRequest(**fields))).fields


def test_the_sample_is_read_and_cast(sidecar: Running) -> None:
    script = read(sidecar, SAMPLES / "first_scene.fountain")
    assert script.format == script_pb2.SCRIPT_FORMAT_FOUNTAIN
    assert [(one.name, one.language, one.line_count) for one in script.characters] == [
        ("MARIA", "en-US", 5), ("BRAM", "en-US", 5), ("LI", "zh-CN", 2),
    ]  # fmt: skip
    assert [one.suggested_voice for one in script.characters] == [
        "voices/af_heart", "voices/am_michael", "voices/zf_xiaoxiao",
    ]  # fmt: skip
    assert [(scene.heading, scene.number) for scene in script.scenes] == [
        ("INT. LIGHTHOUSE - NIGHT", "1"), ("EXT. LIGHTHOUSE - DAWN", "2"),
    ]  # fmt: skip
    first, together, mandarin = script.lines[0], script.lines[6], script.lines[7]
    assert (first.character, first.delivery, first.row) == ("MARIA", "whispering", 11)
    assert not first.HasField("start_seconds")
    assert (together.with_previous, together.scene_index) == (True, 0)
    assert (mandarin.language, mandarin.scene_index) == ("zh-CN", 1)
    assert not script.notices


def test_the_same_scene_says_the_same_in_every_format(sidecar: Running) -> None:
    said = [
        [(line.character, line.text, line.language) for line in read(sidecar, SAMPLES / name).lines]
        for name in ("first_scene.fountain", "first_scene.srt", "first_scene.csv")
    ]
    assert said[0] == said[1] == said[2]


def test_cue_times_and_columns_are_told(sidecar: Running) -> None:
    subtitles = read(sidecar, SAMPLES / "first_scene.srt")
    assert (subtitles.lines[0].start_seconds, subtitles.lines[0].end_seconds) == (1.0, 3.2)
    assert not subtitles.lines[0].HasField("scene_index")
    assert list(subtitles.notices) == ["Sounds are left out (1): [the lamp flickers]"]
    assert list(read(sidecar, SAMPLES / "first_scene.csv").columns) == [
        "Scene",
        "Character",
        "Delivery",
        "Dialogue",
    ]


def test_voices_of_characters_already_cast_are_not_suggested(sidecar: Running) -> None:
    script = read(
        sidecar, SAMPLES / "first_scene.fountain", taken_voices=["voices/af_heart", "voices/am_michael"]
    )
    assert [one.suggested_voice for one in script.characters][:2] == ["voices/af_bella", "voices/am_fenrir"]


def test_format_and_columns_can_be_given(sidecar: Running) -> None:
    request = script_pb2.ReadScriptRequest(
        file_name="x.data",
        content=b"a;b\nMaria;Hola\n",
        format=script_pb2.SCRIPT_FORMAT_TABLE,
        language="es-ES",
        columns=script_pb2.TableColumns(character="a", text="b"),
    )
    line = sidecar.scripts.ReadScript(request).lines[0]
    assert (line.character, line.text, line.language) == ("Maria", "Hola", "es-ES")


def test_what_is_wrong_is_named(sidecar: Running) -> None:
    assert set(wrong(sidecar, file_name="a.txt")) == {"content"}
    assert set(wrong(sidecar, content=b"A: b", language="xx")) == {"language"}
    assert set(wrong(sidecar, content=b"A: b", format=99)) == {"format"}
    columns = script_pb2.TableColumns(character="who", text="what")
    assert set(wrong(sidecar, file_name="a.csv", content=b"a,b\nc,d\n", columns=columns)) == {
        "columns.character",
        "columns.text",
    }


def test_a_file_that_is_too_large_is_refused_in_words(sidecar: Running) -> None:
    told = wrong(sidecar, file_name="a.txt", content=b"A: b\n" * (4 << 20))
    assert "up to 16 MiB" in told["content"]


def test_it_answers_while_the_model_loads(start_sidecar: Start) -> None:
    sidecar = start_sidecar()
    assert not sidecar.serving()
    assert sidecar.serving(SCRIPTS)
    assert read(sidecar, SAMPLES / "first_scene.fountain").lines
    sidecar.stop()
