# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages -> what synthesis takes. Every wrong field is named, not only the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from protos.voxrig.v1 import speech_pb2
from sidecar.errors import InvalidRequestError, Violation
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.frontend import LexiconEntry
from sidecar.synthesis.request import SpeechRequest, lexicon_violations, speed_violations, text_violations
from sidecar.voices.blends import VoiceIncompleteError
from sidecar.voices.voice import Voice

VOICES = "voices/"
BATCHES = "batches/"
FindVoice = Callable[[str], Voice | None]
T = TypeVar("T")


def read_spec(spec: speech_pb2.SpeechSpec, find: FindVoice) -> SpeechRequest:
    """The line that a SpeechSpec asks for.

    Args:
        spec: The message.
        find: Finds a voice that the caller may speak with.

    Raises:
        InvalidRequestError: With every wrong field, named relative to the spec.
    """
    violations: list[Violation] = []
    language, mix = spec.language, ()
    try:
        voice = find(spec.voice.removeprefix(VOICES)) if spec.voice.startswith(VOICES) else None
        if voice is None:
            violations.append(Violation("voice", _voice_problem(spec.voice)))
        else:
            language, mix = spec.language or voice.language, voice.mix
    except VoiceIncompleteError as error:
        violations.append(Violation("voice", error.message))
    speed = round(spec.speed, 6) if spec.HasField("speed") else 1.0  # 0.8, not float32's 0.800000012
    # Without a voice there is no language of its own: judge the text as English.
    violations += text_violations(spec.text, language or "en-US")
    violations += speed_violations(speed)
    violations += lexicon_violations(len(spec.lexicon))
    if violations:
        raise InvalidRequestError(violations)
    return SpeechRequest(spec.text, language, mix, speed, spec.seed, read_lexicon(spec.lexicon))


def read_lexicon(entries: Sequence[speech_pb2.LexiconEntry]) -> tuple[LexiconEntry, ...]:
    """The project's pronunciations; checked when a text is analysed."""
    return tuple(LexiconEntry(entry.word, entry.phonemes, entry.language) for entry in entries)


def read_encoding(requested: int) -> Encoding:
    """The encoding that an answer has.

    Raises:
        InvalidRequestError: There is no such encoding.
    """
    try:
        return Encoding(requested or Encoding.PCM_S16LE)
    except ValueError:
        known = ", ".join(f"{encoding.value} ({encoding.name})" for encoding in Encoding)
        violation = Violation("encoding", f"{requested} is no encoding; use one of {known}")
        raise InvalidRequestError([violation]) from None


def inside(field: str, error: InvalidRequestError) -> list[Violation]:
    """The violations of a message that stands in a field of another."""
    return [Violation(f"{field}.{v.field}", v.message) for v in error.violations]


def naming(field: str, steps: Iterator[T]) -> Iterator[T]:
    """The same steps; what they find wrong is named as standing in a field of another message."""
    try:
        yield from steps
    except InvalidRequestError as error:
        raise InvalidRequestError(inside(field, error)) from error


def resource_id(name: str, collection: str, field: str) -> str:
    """The id in a resource name such as "voices/af_heart".

    Raises:
        InvalidRequestError: The name does not start with the collection's.
    """
    if not name.startswith(collection) or name == collection:
        raise InvalidRequestError([Violation(field, f'{name!r} is no resource name such as "{collection}…"')])
    return name.removeprefix(collection)


def _voice_problem(name: str) -> str:
    if not name:
        return 'is empty; name a voice, such as "voices/af_heart"'
    if not name.startswith(VOICES):
        return f'{name!r} is no resource name; write "{VOICES}{name}" for the voice {name!r}'
    return f"there is no voice {name.removeprefix(VOICES)!r}; ListVoices names them all"
