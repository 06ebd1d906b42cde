# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages of EnrolmentService -> what enrolments take, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from protos.voxrig.v1 import enrolment_pb2
from sidecar.errors import InvalidRequestError
from sidecar.services.reading import inside
from sidecar.services.writing import GROUNDS, voice_message
from sidecar.voices.attestation import Attestation, PersonalVoiceSpec
from sidecar.voices.enrolment import Enrolment, EnrolmentState, RecordingSpec
from sidecar.voices.quality import QualityReport, Severity, Span, Verdict

ENROLMENTS = "enrolments/"

_STATES = {
    EnrolmentState.RECEIVING: enrolment_pb2.ENROLMENT_STATE_RECEIVING,
    EnrolmentState.ASSESSING: enrolment_pb2.ENROLMENT_STATE_ASSESSING,
    EnrolmentState.ASSESSED: enrolment_pb2.ENROLMENT_STATE_ASSESSED,
    EnrolmentState.REFUSED: enrolment_pb2.ENROLMENT_STATE_REFUSED,
    EnrolmentState.CLONING: enrolment_pb2.ENROLMENT_STATE_CLONING,
    EnrolmentState.DONE: enrolment_pb2.ENROLMENT_STATE_DONE,
}
_VERDICTS = {
    Verdict.ACCEPT: enrolment_pb2.QUALITY_VERDICT_ACCEPT,
    Verdict.ACCEPT_WITH_WARNINGS: enrolment_pb2.QUALITY_VERDICT_ACCEPT_WITH_WARNINGS,
    Verdict.REFUSE: enrolment_pb2.QUALITY_VERDICT_REFUSE,
}
_SEVERITIES = {
    Severity.NOTE: enrolment_pb2.FINDING_SEVERITY_NOTE,
    Severity.WARNING: enrolment_pb2.FINDING_SEVERITY_WARNING,
    Severity.REFUSAL: enrolment_pb2.FINDING_SEVERITY_REFUSAL,
}
_GROUNDS = {value: ground for ground, value in GROUNDS.items()}


@contextmanager
def within(field: str) -> Iterator[None]:
    """What is found wrong inside is named as standing in a field of another message."""
    try:
        yield
    except InvalidRequestError as error:
        raise InvalidRequestError(inside(field, error)) from error


def read_recording_spec(message: enrolment_pb2.RecordingSpec) -> RecordingSpec:
    """The recording that is announced; checked when the enrolment begins."""
    end = message.end_seconds or None
    return RecordingSpec(message.file_name, message.total_bytes, message.start_seconds, end)


def read_personal_voice(message: enrolment_pb2.PersonalVoiceSpec) -> PersonalVoiceSpec:
    """The voice that is wanted; checked by the registry. A ground that does not exist is none."""
    stated = message.attestation
    return PersonalVoiceSpec(
        voice_id=message.voice_id,
        display_name=message.display_name,
        language=message.language or "en-US",
        attestation=Attestation(stated.speaker, _GROUNDS.get(stated.ground), stated.details),
        replace=message.replace,
    )


def enrolment_message(enrolment: Enrolment) -> enrolment_pb2.Enrolment:
    """How far an enrolment is."""
    return enrolment_pb2.Enrolment(
        name=f"{ENROLMENTS}{enrolment.id}",
        state=_STATES[enrolment.state],
        received_bytes=enrolment.received_bytes,
        report=report_message(enrolment.report) if enrolment.report else None,
        voice=voice_message(enrolment.voice) if enrolment.voice else None,
    )


def report_message(report: QualityReport) -> enrolment_pb2.QualityReport:
    """What a recording is like."""
    measures = report.measures
    return enrolment_pb2.QualityReport(
        verdict=_VERDICTS[report.verdict],
        measures=enrolment_pb2.QualityMeasures(
            recording_seconds=measures.seconds,
            speech_seconds=measures.speech_seconds,
            snr_db=measures.snr_db,
            bandwidth_hz=measures.bandwidth_hz,
            speech_level_dbfs=measures.speech_level_dbfs,
            clipped_share=measures.clipped_share,
            reverberation_seconds=measures.reverberation_seconds,
            speaker_count=measures.speaker_count,
        ),
        findings=[
            enrolment_pb2.QualityFinding(
                kind=finding.kind.value.upper(),
                severity=_SEVERITIES[finding.severity],
                spans=_spans(finding.spans),
                message=finding.message,
            )
            for finding in report.findings
        ],
        kept=_spans(report.kept),
    )


def _spans(spans: Iterable[Span]) -> list[enrolment_pb2.TimeSpan]:
    return [
        enrolment_pb2.TimeSpan(start_seconds=span.start_seconds, end_seconds=span.end_seconds)
        for span in spans
    ]
