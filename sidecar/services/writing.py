# SPDX-License-Identifier: GPL-3.0-or-later
"""What synthesis and voices give -> messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from google.protobuf import timestamp_pb2

from protos.voxrig.v1 import audio_pb2, speech_pb2, timing_pb2, voice_pb2
from sidecar.engines.base import TimingSource
from sidecar.synthesis.batch import Line, LineFailure, LineState
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.results import Result
from sidecar.synthesis.speech import Phoneme, Speech, SpokenWord, Stress
from sidecar.voices.attestation import Ground
from sidecar.voices.voice import Voice

_LINE_STATES = {
    LineState.QUEUED: speech_pb2.LINE_STATE_QUEUED,
    LineState.SPEAKING: speech_pb2.LINE_STATE_SPEAKING,
    LineState.DONE: speech_pb2.LINE_STATE_DONE,
    LineState.FAILED: speech_pb2.LINE_STATE_FAILED,
    LineState.CANCELLED: speech_pb2.LINE_STATE_CANCELLED,
}
_ENCODINGS = {
    Encoding.PCM_S16LE: audio_pb2.AUDIO_ENCODING_PCM_S16LE,
    Encoding.PCM_F32LE: audio_pb2.AUDIO_ENCODING_PCM_F32LE,
}
STRESSES = {
    Stress.UNSPECIFIED: timing_pb2.STRESS_UNSPECIFIED,
    Stress.NONE: timing_pb2.STRESS_NONE,
    Stress.SECONDARY: timing_pb2.STRESS_SECONDARY,
    Stress.PRIMARY: timing_pb2.STRESS_PRIMARY,
}
SOURCES = {
    TimingSource.DURATIONS: timing_pb2.TIMING_SOURCE_DURATIONS,
    TimingSource.ATTENTION: timing_pb2.TIMING_SOURCE_ATTENTION,
    TimingSource.PROPORTIONAL: timing_pb2.TIMING_SOURCE_PROPORTIONAL,
}
_KINDS = {
    "stock": voice_pb2.VOICE_KIND_STOCK,
    "blend": voice_pb2.VOICE_KIND_BLEND,
    "cloned": voice_pb2.VOICE_KIND_CLONED,
    "trained": voice_pb2.VOICE_KIND_TRAINED,
    "imported": voice_pb2.VOICE_KIND_IMPORTED,
}
GROUNDS = {
    Ground.SELF: voice_pb2.CONSENT_GROUND_SELF,
    Ground.CONSENT: voice_pb2.CONSENT_GROUND_CONSENT,
    Ground.LICENCE: voice_pb2.CONSENT_GROUND_LICENCE,
}
_GENDERS = {
    "female": voice_pb2.VOICE_GENDER_FEMALE,
    "male": voice_pb2.VOICE_GENDER_MALE,
    None: voice_pb2.VOICE_GENDER_UNSPECIFIED,
}


def audio_format(encoding: Encoding, sample_rate_hz: int) -> audio_pb2.AudioFormat:
    """Mono speech."""
    return audio_pb2.AudioFormat(
        encoding=_ENCODINGS[encoding], sample_rate_hz=sample_rate_hz, channel_count=1
    )


def phonemes(items: Iterable[Phoneme]) -> list[timing_pb2.Phoneme]:
    """Phonemes on the line's clock."""
    return [
        timing_pb2.Phoneme(
            symbol=item.symbol,
            start_sample=item.start_sample,
            end_sample=item.end_sample,
            stress=STRESSES[item.stress],
            word_index=item.word_index,
        )
        for item in items
    ]


def words(items: Iterable[SpokenWord]) -> list[timing_pb2.Word]:
    """Words on the line's clock."""
    return [
        timing_pb2.Word(
            text=item.text,
            char_start=item.char_start,
            char_end=item.char_end,
            start_sample=item.start_sample,
            end_sample=item.end_sample,
        )
        for item in items
    ]


def timings(speech: Speech) -> timing_pb2.SpeechTimings:
    """All times of a whole line, whether or not its samples are kept with it."""
    return timing_pb2.SpeechTimings(
        sample_rate_hz=speech.sample_rate_hz,
        sample_count=speech.phonemes[-1].end_sample,
        phonemes=phonemes(speech.phonemes),
        words=words(speech.words),
        timing_source=SOURCES[speech.sureness.source],
        confidence=speech.sureness.confidence,
    )


def line_status(line: Line, encoding: Encoding, result: Result | None) -> speech_pb2.LineStatus:
    """How far a line is, with its timings once it is done."""
    status = speech_pb2.LineStatus(line_id=line.id, state=_LINE_STATES[line.state])
    if line.failure is not None and line.state is LineState.FAILED:
        status.error.CopyFrom(line_error(line.failure))
    if result is not None:
        status.format.CopyFrom(audio_format(encoding, result.times.sample_rate_hz))
        status.audio_byte_count = len(result.data)
        status.timings.CopyFrom(timings(result.times))
        status.from_cache = line.from_cache
    return status


def line_error(failure: LineFailure) -> speech_pb2.LineError:
    """Why a line failed."""
    return speech_pb2.LineError(
        code=failure.code, reason=failure.reason, field=failure.field, message=failure.message
    )


def voice_message(voice: Voice) -> voice_pb2.Voice:
    """A voice, with all that is known of it."""
    return voice_pb2.Voice(
        name=f"voices/{voice.id}",
        display_name=voice.display_name,
        kind=_KINDS[voice.kind],
        language=voice.language,
        gender=_GENDERS[voice.gender],
        components=[
            voice_pb2.WeightedVoice(voice=f"voices/{voice_id}", weight=weight)
            for voice_id, weight in voice.components
        ],
        languages=voice.languages,
        revision=voice.revision,
        owner=_principal(voice.owner),
        license=voice.license,
        attestation=_attestation(voice),
        likeness=_likeness(voice),
        deliveries=voice.deliveries,
        has_preview=voice.has_preview,
        create_time=_time(voice.created),
        engine=voice.engine,
        model_version=voice.model_version,
    )


def _attestation(voice: Voice) -> voice_pb2.Attestation | None:
    stated = voice.attestation
    if stated is None:
        return None
    return voice_pb2.Attestation(
        speaker=stated.speaker,
        ground=GROUNDS[stated.ground] if stated.ground else voice_pb2.CONSENT_GROUND_UNSPECIFIED,
        details=stated.details,
        attested_by=_principal(voice.attested_by),
        attest_time=_time(voice.created),
    )


def _likeness(voice: Voice) -> voice_pb2.Likeness | None:
    likeness = voice.likeness
    if likeness is None:
        return None
    return voice_pb2.Likeness(
        similarity=likeness.similarity,
        nearest_stock_voice=f"voices/{likeness.nearest_stock}",
        nearest_stock_similarity=likeness.nearest_stock_similarity,
    )


def _principal(principal_id: str | None) -> str:
    return f"principals/{principal_id}" if principal_id else ""


def _time(moment: datetime | None) -> timestamp_pb2.Timestamp | None:
    if moment is None:
        return None
    message = timestamp_pb2.Timestamp()
    message.FromDatetime(moment)
    return message
