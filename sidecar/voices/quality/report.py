# SPDX-License-Identifier: GPL-3.0-or-later
"""What the quality gate says about a recording."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sidecar.voices.quality.spans import Span


class Verdict(StrEnum):
    """Whether a voice may be made of a recording."""

    ACCEPT = "accept"
    ACCEPT_WITH_WARNINGS = "accept with warnings"
    REFUSE = "refuse"


class Severity(StrEnum):
    """How much a finding weighs: good to know, the likeness suffers, no voice can be made."""

    NOTE = "note"
    WARNING = "warning"
    REFUSAL = "refusal"


class FindingKind(StrEnum):
    """What can be wrong with a recording."""

    SILENT = "silent"
    TOO_SHORT = "too_short"
    QUIET = "quiet"
    CLIPPED = "clipped"
    LIMITED = "limited"
    NOISY = "noisy"
    MUSIC = "music"
    HUM = "hum"
    REVERBERANT = "reverberant"
    NARROW_BAND = "narrow_band"
    SECOND_SPEAKER = "second_speaker"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        kind: What.
        severity: How much it weighs.
        spans: Where; empty if it is all of the recording.
        message: What, where and what to do, in a sentence for an animator.
    """

    kind: FindingKind
    severity: Severity
    spans: tuple[Span, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured; `None` where the recording gives nothing to measure it on.

    Attributes:
        seconds: Length of the recording.
        speech_seconds: Speech of the one speaker that can be used.
        speech_level_dbfs: Level of the speech where it sounds, 0 is the power of a full-scale square wave.
        snr_db: Speech over what is heard beneath it, 60 Hz to 8 kHz.
        clipped_share: Of the speech's samples, those cut off at a ceiling.
        limited_share: Of the speech's frames, those that peak within 1 dB of the highest peaks.
        bandwidth_hz: Where the speech ends in the noise floor.
        reverberation_seconds: Time in which the room's sound decays by 60 dB.
        speaker_count: People who speak.
        second_speaker_seconds: Speech of all but the one who speaks most.
        overlap_seconds: Time in which two or more speak at once.
        tonality: Share of steady tones in the sound of the pauses, 0 to 1.
        hum_db: Mains hum over the speech; negative, lower is better.
    """

    seconds: float
    speech_seconds: float
    speech_level_dbfs: float
    snr_db: float | None
    clipped_share: float
    limited_share: float
    bandwidth_hz: float | None
    reverberation_seconds: float | None
    speaker_count: int
    second_speaker_seconds: float
    overlap_seconds: float
    tonality: float | None
    hum_db: float | None


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The gate's answer.

    Attributes:
        verdict: Follows from the gravest finding.
        measures: Numbers behind the findings.
        findings: The gravest first.
        kept: The best stretches of clean speech, in order; empty if there are none.
    """

    verdict: Verdict
    measures: Measures
    findings: tuple[Finding, ...]
    kept: tuple[Span, ...]
