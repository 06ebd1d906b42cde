# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages -> what synthesis takes. Every wrong field is named, not only the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from protos.voxrig.v1 import speech_pb2
from sidecar.errors import InvalidRequestError, Violation
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.frontend import LexiconEntry
from sidecar.synthesis.frontend.gpt_sovits.passes import TextSplit
from sidecar.synthesis.options import GptSovitsOptions
from sidecar.synthesis.request import SpeechRequest, lexicon_violations, speed_violations, text_violations
from sidecar.voices.blends import VoiceIncompleteError
from sidecar.voices.lines import line_for
from sidecar.voices.voice import Voice

VOICES = "voices/"
BATCHES = "batches/"
_SPLITS: Mapping[int, TextSplit] = {
    speech_pb2.TEXT_SPLIT_UNSPECIFIED: TextSplit.SENTENCE,
    speech_pb2.TEXT_SPLIT_SENTENCE: TextSplit.SENTENCE,
    speech_pb2.TEXT_SPLIT_CLAUSE: TextSplit.CLAUSE,
    speech_pb2.TEXT_SPLIT_WHOLE: TextSplit.WHOLE,
}
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
    speed = _plain(spec.speed) if spec.HasField("speed") else 1.0
    try:
        voice = find(spec.voice.removeprefix(VOICES)) if spec.voice.startswith(VOICES) else None
        problem = None if voice else _voice_problem(spec.voice)
    except VoiceIncompleteError as error:
        voice, problem = None, error.message
    if voice is None:
        violations = [
            Violation("voice", problem or ""),
            # Without a voice there is no language of its own: judge the text as English.
            *text_violations(spec.text, spec.language or "en-US"),
            *speed_violations(speed),
            *lexicon_violations(len(spec.lexicon)),
        ]
        raise InvalidRequestError(violations)
    return line_for(
        voice,
        spec.text,
        language=spec.language,
        delivery=spec.delivery,
        speed=speed,
        seed=spec.seed,
        lexicon=read_lexicon(spec.lexicon),
        options=_read_options(spec.gpt_sovits) if spec.HasField("gpt_sovits") else None,
    )


def read_lexicon(entries: Sequence[speech_pb2.LexiconEntry]) -> tuple[LexiconEntry, ...]:
    """The project's pronunciations; checked when a text is analysed."""
    return tuple(LexiconEntry(entry.word, entry.phonemes, entry.language) for entry in entries)


def _read_options(given: speech_pb2.GptSovitsOptions) -> GptSovitsOptions:
    """The fields that are there, over the defaults."""
    try:
        split = _SPLITS[given.text_split]
    except KeyError:
        violation = Violation("gpt_sovits.text_split", f"{given.text_split} is no way to split a text")
        raise InvalidRequestError([violation]) from None
    names = ("top_k", "top_p", "temperature", "repetition_penalty", "attempts")
    fields = {name: _plain(getattr(given, name)) for name in names if given.HasField(name)}
    return replace(GptSovitsOptions(), text_split=split, live=given.live, **fields)


def _plain(number: float) -> float:
    """0.8, not float32's 0.800000012."""
    return round(number, 6)


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
