# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts what was measured into words: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sidecar.voices.quality import limits
from sidecar.voices.quality.report import Finding, FindingKind, Measures, Severity
from sidecar.voices.quality.spans import Span
from sidecar.voices.recording import ADVISED_SECONDS

_GRAVITY = (Severity.REFUSAL, Severity.WARNING, Severity.NOTE)
_NAMED_SPANS = 3


@dataclass(frozen=True, slots=True)
class Places:
    """Where something is wrong."""

    clipped: tuple[Span, ...] = ()
    noisy: tuple[Span, ...] = ()
    others: tuple[Span, ...] = ()
    overlap: tuple[Span, ...] = ()


def find(measures: Measures, places: Places) -> tuple[Finding, ...]:
    """What is wrong, the gravest first."""
    if measures.speech_level_dbfs <= -100:  # nobody speaks: every other measure is of nothing
        found = list(_without_speech(measures, places))
    else:
        found = [*_level(measures), *_distortion(measures, places), *_background(measures, places)]
        if limits.SNR_DB.severity(measures.snr_db) is not Severity.REFUSAL:  # noise hides both
            found += [*_band(measures), *_people(measures, places)]
        found += _length(measures)
    return tuple(sorted(found, key=lambda finding: _GRAVITY.index(finding.severity)))


def where(spans: tuple[Span, ...]) -> str:
    """The places as they are told: "at 0:04.2-0:05.0, 0:31.0-0:31.4 and 2 more"."""
    named = ", ".join(f"{_clock(s.start_seconds)}-{_clock(s.end_seconds)}" for s in spans[:_NAMED_SPANS])
    more = len(spans) - _NAMED_SPANS
    return f"at {named}" + (f" and {more} more" if more > 0 else "")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{minutes:.0f}:{rest:04.1f}"


def _without_speech(measures: Measures, places: Places) -> Iterator[Finding]:
    if _is_music(measures):
        yield Finding(
            FindingKind.MUSIC,
            Severity.REFUSAL,
            places.noisy,
            "Music or tones are heard, but nobody who speaks; choose a recording of speech alone.",
        )
    else:
        yield Finding(
            FindingKind.SILENT,
            Severity.REFUSAL,
            (),
            "Nobody is heard speaking; check that it is the right file and that the microphone was on.",
        )


def _level(measures: Measures) -> Iterator[Finding]:
    if severity := limits.SPEECH_LEVEL_DBFS.severity(measures.speech_level_dbfs):
        yield Finding(
            FindingKind.QUIET,
            severity,
            (),
            f"The speech is very quiet ({measures.speech_level_dbfs:.0f} dBFS); turn up the microphone's "
            "input level, or speak closer to it, and record again. Turning up the file does not help.",
        )


def _distortion(measures: Measures, places: Places) -> Iterator[Finding]:
    if severity := limits.CLIPPED_SHARE.severity(measures.clipped_share):
        yield Finding(
            FindingKind.CLIPPED,
            severity,
            places.clipped,
            f"The sound is cut off where it is loud ({where(places.clipped)}), which makes it crackle; turn "
            "down the microphone's input level and record again"
            + (". These parts are left out." if severity is Severity.WARNING else "."),
        )
    elif measures.limited_share > limits.LIMITED_SHARE:
        yield Finding(
            FindingKind.LIMITED,
            Severity.WARNING,
            (),
            "The loud parts are all equally loud: the input was overdriven, or a limiter was on; turn down "
            "the microphone's input level, switch the limiter off and record again if you can.",
        )
    if severity := limits.REVERBERATION_SECONDS.severity(measures.reverberation_seconds):
        yield Finding(
            FindingKind.REVERBERANT,
            severity,
            (),
            f"The room echoes (about {measures.reverberation_seconds:.1f} s); the voice would carry the "
            "echo. Record closer to the microphone, in a room with carpets, curtains or clothes.",
        )


def _band(measures: Measures) -> Iterator[Finding]:
    if severity := limits.BANDWIDTH_HZ.severity(measures.bandwidth_hz):
        yield Finding(
            FindingKind.NARROW_BAND,
            severity,
            (),
            f"The speech ends at {(measures.bandwidth_hz or 0) / 1000:.1f} kHz, as on a telephone or in a "
            "strongly compressed file, so its s and f are missing; use the original recording, or record "
            "with a microphone that is not on a telephone or Bluetooth line.",
        )


def _background(measures: Measures, places: Places) -> Iterator[Finding]:
    severity = limits.SNR_DB.severity(measures.snr_db)
    if _is_music(measures):
        yield Finding(
            FindingKind.MUSIC,
            severity or Severity.WARNING,
            places.noisy,
            f"Music or steady tones are heard under the speech, {measures.snr_db:.0f} dB below it "
            f"({where(places.noisy)}); use the voice track without music, or record again without it.",
        )
        return
    if severity:
        yield Finding(
            FindingKind.NOISY,
            severity,
            places.noisy,
            f"Noise is only {measures.snr_db:.0f} dB below the speech (at least "
            f"{limits.SNR_DB.refuse:.0f} dB are needed, {limits.SNR_DB.warn:.0f} dB are good); switch off "
            "fans and machines, close the window, and speak closer to the microphone.",
        )
    if measures.hum_db is not None and measures.hum_db > limits.HUM_DB:
        yield Finding(
            FindingKind.HUM,
            Severity.WARNING,
            (),
            f"Mains hum is {-measures.hum_db:.0f} dB below the speech; move the cable and the microphone "
            "away from power supplies, or take the hum out with a notch filter.",
        )


def _is_music(measures: Measures) -> bool:
    tonal = measures.tonality is not None and measures.tonality > limits.TONALITY
    return tonal and (measures.snr_db is None or measures.snr_db < limits.MUSIC_SNR_DB)


def _people(measures: Measures, places: Places) -> Iterator[Finding]:
    speech = max(measures.speech_seconds + measures.second_speaker_seconds, 1e-3)
    if severity := limits.OTHERS_SHARE.severity(measures.second_speaker_seconds / speech):
        others = "Another person speaks" if measures.speaker_count == 2 else "Several people speak"
        remedy = (
            "these parts are left out."
            if severity is Severity.WARNING
            else "choose a part in which only one person speaks."
        )
        yield Finding(
            FindingKind.SECOND_SPEAKER, severity, places.others, f"{others} {where(places.others)}; {remedy}"
        )
    if severity := limits.OVERLAP_SHARE.severity(measures.overlap_seconds / speech):
        remedy = (
            "these parts are left out."
            if severity is Severity.WARNING
            else "choose a part in which nobody else is heard, or record again alone."
        )
        yield Finding(
            FindingKind.OVERLAP,
            severity,
            places.overlap,
            f"Two voices are heard at once {where(places.overlap)}; {remedy}",
        )


def _length(measures: Measures) -> Iterator[Finding]:
    if severity := limits.SPEECH_SECONDS.severity(measures.speech_seconds):
        need = (
            f"at least {limits.SPEECH_SECONDS.refuse:.0f} s are needed and "
            if severity is Severity.REFUSAL
            else ""
        )
        yield Finding(
            FindingKind.TOO_SHORT,
            severity,
            (),
            f"There are {measures.speech_seconds:.0f} s of clean speech by one person; {need}"
            f"about {ADVISED_SECONDS:.0f} s make the best likeness, so record some more.",
        )
