# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: N802, ARG002 (names and arguments are gRPC's)
"""ScriptService: what is in a script."""

from __future__ import annotations

import asyncio

import grpc

from protos.voxrig.v1 import script_pb2, script_pb2_grpc
from sidecar.errors import InvalidRequestError, Violation
from sidecar.scripts import Script, ScriptFormat, ScriptLine, TableColumns, read_script
from sidecar.scripts.casting import suggest_voices
from sidecar.services.reading import VOICES
from sidecar.voices.registry import VoiceRegistry


class ScriptService(script_pb2_grpc.ScriptServiceServicer):
    """Answers at any time; nothing is kept."""

    def __init__(self, voices: VoiceRegistry) -> None:
        self._voices = voices

    async def ReadScript(
        self, request: script_pb2.ReadScriptRequest, context: grpc.aio.ServicerContext
    ) -> script_pb2.ReadScriptResponse:
        """Tells lines and characters, and suggests voices."""
        return await asyncio.to_thread(self._read, request)

    def _read(self, request: script_pb2.ReadScriptRequest) -> script_pb2.ReadScriptResponse:
        asked = request.columns
        columns = TableColumns(
            asked.character, asked.text, asked.delivery, asked.language, asked.start, asked.end, asked.scene
        )
        format_ = _read_format(request.format)
        script = read_script(request.file_name, request.content, format_, request.language, columns)
        taken = [name.removeprefix(VOICES) for name in request.taken_voices]
        return _message(script, suggest_voices(script.characters, list(self._voices.stock.values()), taken))


def _read_format(requested: int) -> ScriptFormat | None:
    try:
        return ScriptFormat(requested) if requested else None
    except ValueError:
        known = ", ".join(f"{one.value} ({one.name})" for one in ScriptFormat)
        violation = Violation("format", f"{requested} is no format; use one of {known}")
        raise InvalidRequestError([violation]) from None


def _message(script: Script, voices: dict[str, str]) -> script_pb2.ReadScriptResponse:
    return script_pb2.ReadScriptResponse(
        format=f"SCRIPT_FORMAT_{script.format.name}",
        lines=[_line_message(line) for line in script.lines],
        characters=[
            script_pb2.ScriptCharacter(
                name=character.name,
                language=character.language,
                line_count=character.line_count,
                suggested_voice=VOICES + voices[character.name] if character.name in voices else "",
            )
            for character in script.characters
        ],
        scenes=[script_pb2.ScriptScene(heading=s.heading, number=s.number) for s in script.scenes],
        columns=script.columns,
        notices=script.notices,
    )


def _line_message(line: ScriptLine) -> script_pb2.ScriptLine:
    return script_pb2.ScriptLine(
        character=line.character,
        text=line.text,
        delivery=line.delivery,
        language=line.language,
        start_seconds=line.start_seconds,
        end_seconds=line.end_seconds,
        with_previous=line.with_previous,
        scene_index=line.scene_index,
        row=line.row,
    )
