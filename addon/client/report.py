# SPDX-License-Identifier: GPL-3.0-or-later
"""What a recording is like, as the sidecar tells it; no gRPC, no Blender."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple


class Verdict(Enum):
    """Whether a voice can be made of a recording."""

    ACCEPT = 1
    ACCEPT_WITH_WARNINGS = 2
    REFUSE = 3


class Severity(Enum):
    """How bad a finding is."""

    NOTE = 1
    WARNING = 2
    REFUSAL = 3


class Span(NamedTuple):
    """A stretch of the recording, in seconds from the start of what was asked for."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the speaker should know.

    Attributes:
        kind: Machine-readable, "NOISY".
        severity: How bad it is.
        spans: Where it is; none if it holds for all of it.
        message: A sentence: what is wrong and how to mend it.
    """

    kind: str
    severity: Severity
    spans: tuple[Span, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured; None for what could not be.

    Attributes:
        recording_seconds: Length of the recording.
        speech_seconds: Speech in it.
        snr_db: Level of the speech over that of the pauses.
        bandwidth_hz: Highest frequency that is more than noise.
        speech_level_dbfs: Level of the speech, below 0 dB full scale.
        clipped_share: Samples that are cut off at the ceiling, 0 to 1.
        reverberation_seconds: Time in which the room's echo falls by 60 dB.
        speaker_count: People that speak.
    """

    recording_seconds: float
    speech_seconds: float
    snr_db: float | None
    bandwidth_hz: float | None
    speech_level_dbfs: float | None
    clipped_share: float | None
    reverberation_seconds: float | None
    speaker_count: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a recording is like; the findings worst first."""

    verdict: Verdict
    measures: Measures
    findings: tuple[Finding, ...]


def read_report(message: Any) -> Report:
    """A report from the contract's message."""
    measures = message.measures

    def measured(name: str) -> float | None:
        return getattr(measures, name) if measures.HasField(name) else None

    return Report(
        Verdict(message.verdict),
        Measures(
            measures.recording_seconds,
            measures.speech_seconds,
            measured("snr_db"),
            measured("bandwidth_hz"),
            measured("speech_level_dbfs"),
            measured("clipped_share"),
            measured("reverberation_seconds"),
            measures.speaker_count,
        ),
        tuple(
            Finding(
                finding.kind,
                Severity(finding.severity),
                tuple(Span(span.start_seconds, span.end_seconds) for span in finding.spans),
                finding.message,
            )
            for finding in message.findings
        ),
    )


def clock(seconds: float) -> str:
    """A time as a player shows it: "0:03", "12:40"."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
