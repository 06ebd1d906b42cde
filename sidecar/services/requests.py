# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole requests of SpeechService, read and checked."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from protos.voxrig.v1 import speech_pb2
from sidecar.errors import InvalidRequestError, Violation, VoxrigError
from sidecar.principals import Principal
from sidecar.services.reading import FindVoice, inside, read_encoding, read_spec
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.request import SpeechRequest
from sidecar.voices.registry import SeenVoices, VoiceRegistry

MAX_LINES = 1_000
_MAX_ID = 64


def read_line(
    request: speech_pb2.SynthesizeRequest | speech_pb2.StreamSynthesizeRequest, voices: SeenVoices
) -> tuple[SpeechRequest, Encoding]:
    """The one line of a request and the encoding it is wanted in.

    Raises:
        InvalidRequestError: With every wrong field.
    """
    violations: list[Violation] = []
    line, encoding = None, None
    try:
        encoding = read_encoding(request.encoding)
    except InvalidRequestError as error:
        violations += error.violations
    try:
        line = read_spec(request.spec, voices.find)
    except InvalidRequestError as error:
        violations += inside("spec", error)
    if line is None or encoding is None:
        raise InvalidRequestError(violations)
    return line, encoding


def check_batch(request: speech_pb2.SubmitBatchRequest) -> None:
    """Whether a batch as a whole is right. What is wrong with one line is that line's own error.

    Raises:
        InvalidRequestError: With every field that is wrong.
    """
    violations = [*_id_violations("request_id", request.request_id)]
    try:
        read_encoding(request.encoding)
    except InvalidRequestError as error:
        violations += error.violations
    if not 1 <= len(request.lines) <= MAX_LINES:
        violations.append(
            Violation(
                "lines", f"has {len(request.lines)} lines; a batch takes 1 to {MAX_LINES}: send more batches"
            )
        )
    seen: dict[str, int] = {}
    for i, line in enumerate(request.lines[:MAX_LINES]):
        violations += _id_violations(f"lines[{i}].line_id", line.line_id)
        if line.line_id and line.line_id in seen:
            violations.append(
                Violation(
                    f"lines[{i}].line_id", f"{line.line_id!r} is the id of lines[{seen[line.line_id]}] too"
                )
            )
        seen.setdefault(line.line_id, i)
    if violations:
        raise InvalidRequestError(violations)


def read_specs(
    voices: VoiceRegistry, principal: Principal, specs: Sequence[bytes]
) -> list[SpeechRequest | VoxrigError]:
    """What a batch's lines ask for, each a SpeechSpec as it came, in voices as somebody may use them now."""
    find = functools.cache(voices.seen_by(principal).find)  # a scene has more lines than voices
    return [_line_or_error(speech_pb2.SpeechSpec.FromString(spec), find) for spec in specs]


def _line_or_error(spec: speech_pb2.SpeechSpec, find: FindVoice) -> SpeechRequest | VoxrigError:
    try:
        return read_spec(spec, find)
    except VoxrigError as error:
        return error


def _id_violations(field: str, value: str) -> list[Violation]:
    if not 1 <= len(value) <= _MAX_ID:
        return [Violation(field, f"has {len(value)} characters; 1 to {_MAX_ID} are needed")]
    return []
