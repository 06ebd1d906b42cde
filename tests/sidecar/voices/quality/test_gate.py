# SPDX-License-Identifier: GPL-3.0-or-later
"""A good recording passes; whatever spoils one is found, measured and told with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, fftconvolve, sosfilt

from models.weights import WeightsError
from sidecar.voices.quality import (
    Finding,
    FindingKind,
    QualityReport,
    Severity,
    Span,
    Verdict,
    assess,
    kept_speech,
)
from sidecar.voices.recording import Recording
from tests.sidecar.voices.quality.conftest import RATE, speech_rms

pytestmark = pytest.mark.model

RNG = np.random.default_rng(7)


def noise(count: int) -> np.ndarray:
    """In the band that is measured, RMS 1."""
    band = butter(4, [60, 8000], "bandpass", fs=RATE, output="sos")
    sound = np.asarray(sosfilt(band, np.random.default_rng(3).standard_normal(count)))
    return sound / sound.std()


def chords(count: int) -> np.ndarray:
    """Four chords in turn with a drum on each beat, RMS 1."""
    seconds = np.arange(count) / RATE
    roots = np.array([220.0, 174.6, 261.6, 196.0])[(seconds // 2).astype(int) % 4]
    phases = np.cumsum(roots) / RATE
    tones = [np.sin(2 * np.pi * k * ratio * phases) / k for ratio in (1, 5 / 4, 3 / 2) for k in (1, 2, 3)]
    drum = noise(count) * np.exp(-(seconds % 0.5) / 0.05)
    music = np.sum(tones, axis=0) + drum
    return music / music.std()


def under(speech: Recording, sound: np.ndarray, snr_db: float) -> Recording:
    """The recording with a sound of RMS 1 so far beneath the speech."""
    level = speech_rms(speech.samples) * 10 ** (-snr_db / 20)
    return Recording((speech.samples + level * sound).astype(np.float32), speech.sample_rate_hz)


def in_a_room(speech: Recording, t60_seconds: float, direct_to_reverberant_db: float) -> Recording:
    """Convolved with Gaussian noise that decays (Polack's model of a room) after the direct sound."""
    count = round(1.3 * t60_seconds * RATE)
    tail = np.random.default_rng(4).standard_normal(count) * 10 ** (
        -3 * np.arange(count) / RATE / t60_seconds
    )
    tail[: round(0.0025 * RATE)] = 0
    tail *= 10 ** (-direct_to_reverberant_db / 20) / np.sqrt(np.square(tail).sum())
    tail[0] = 1
    echoing = fftconvolve(speech.samples, tail)[: len(speech.samples)]
    return Recording((0.5 * echoing).astype(np.float32), RATE)


def joined(*recordings: Recording) -> Recording:
    return Recording(np.concatenate([recording.samples for recording in recordings]), RATE)


def of(report: QualityReport, kind: FindingKind) -> Finding:
    found = [finding for finding in report.findings if finding.kind is kind]
    assert len(found) == 1, report.findings
    return found[0]


def kinds(report: QualityReport) -> set[FindingKind]:
    return {finding.kind for finding in report.findings}


def covered(spans: tuple[Span, ...], start: float, end: float) -> float:
    """Seconds of [start, end] under the spans."""
    return sum(max(0.0, min(s.end_seconds, end) - max(s.start_seconds, start)) for s in spans)


@pytest.fixture(scope="module")
def of_woman(woman: Recording) -> QualityReport:
    """What is said of her recording as it is."""
    return assess(woman)


def test_half_a_minute_of_good_speech_is_accepted(woman: Recording) -> None:
    report = assess(joined(woman, woman, woman))
    assert (report.verdict, report.findings) == (Verdict.ACCEPT, ())
    measures = report.measures
    assert measures.speech_seconds > 30
    assert measures.speech_level_dbfs == pytest.approx(-23, abs=1)
    assert measures.snr_db == pytest.approx(48.8, abs=1.5)  # a third of the room's noise is above 8 kHz
    assert measures.bandwidth_hz is not None
    assert measures.bandwidth_hz > 8_000
    assert measures.reverberation_seconds is not None
    assert measures.reverberation_seconds < 0.3
    assert (measures.speaker_count, measures.clipped_share, measures.overlap_seconds) == (1, 0, 0)


def test_little_speech_is_a_warning_and_less_a_refusal(woman: Recording, of_woman: QualityReport) -> None:
    assert assess(woman) == of_woman  # nothing in it is random
    assert of_woman.verdict is Verdict.ACCEPT_WITH_WARNINGS
    assert kinds(of_woman) == {FindingKind.TOO_SHORT}
    report = assess(Recording(woman.samples[: 8 * RATE], RATE))
    assert report.verdict is Verdict.REFUSE
    assert "at least 10 s are needed" in of(report, FindingKind.TOO_SHORT).message


@pytest.mark.parametrize(
    ("snr_db", "severity"), [(30, None), (22.5, Severity.WARNING), (15, Severity.REFUSAL)]
)
def test_noise_is_measured(woman: Recording, snr_db: float, severity: Severity | None) -> None:
    report = assess(under(woman, noise(len(woman.samples)), snr_db))
    assert report.measures.snr_db == pytest.approx(snr_db, abs=1.5)
    assert [f.severity for f in report.findings if f.kind is FindingKind.NOISY] == (
        [severity] if severity else []
    )


def test_noise_is_measured_without_pauses(woman: Recording) -> None:
    sounding = woman.samples[np.convolve(np.abs(woman.samples), np.ones(480) / 480, "same") > 0.004]
    dense = Recording(np.tile(sounding, 2), RATE)
    assert assess(under(dense, noise(len(dense.samples)), 15)).measures.snr_db == pytest.approx(15, abs=2.5)


@pytest.mark.parametrize(
    ("t60", "drr", "severity"),
    [(0.3, 3, None), (0.7, 0, Severity.WARNING), (1.4, -3, Severity.REFUSAL)],
)
def test_echo_is_measured(woman: Recording, t60: float, drr: float, severity: Severity | None) -> None:
    report = assess(in_a_room(woman, t60, drr))
    assert report.measures.reverberation_seconds == pytest.approx(t60, rel=0.25)
    found = [f.severity for f in report.findings if f.kind is FindingKind.REVERBERANT]
    assert found == ([severity] if severity else [])


@pytest.mark.parametrize(("share", "severity"), [(0.002, Severity.WARNING), (0.03, Severity.REFUSAL)])
@pytest.mark.parametrize("scale", [1.0, 0.4])
def test_clipping_is_found_at_any_ceiling(
    woman: Recording, share: float, severity: Severity, scale: float
) -> None:
    sounding = np.sort(np.abs(woman.samples[np.abs(woman.samples) > 0.01]))
    ceiling = sounding[round((1 - share) * len(sounding))]
    clipped = np.round(np.clip(woman.samples / ceiling, -1, 1) * scale * 32767) / 32768
    report = assess(Recording(clipped.astype(np.float32), RATE))
    finding = of(report, FindingKind.CLIPPED)
    assert finding.severity is severity
    loudest = int(np.argmax(np.abs(woman.samples))) / RATE
    assert covered(finding.spans, loudest - 0.005, loudest + 0.005) > 0
    assert covered(report.kept, loudest - 0.005, loudest + 0.005) == 0


def test_clipping_that_a_filter_rounded_is_found_by_its_peaks(
    woman: Recording, of_woman: QualityReport
) -> None:
    ceiling = np.quantile(np.abs(woman.samples[np.abs(woman.samples) > 0.01]), 0.9)
    coupled = butter(1, 30, "highpass", fs=RATE, output="sos")
    rounded = np.asarray(sosfilt(coupled, np.clip(woman.samples, -ceiling, ceiling)), np.float32)
    report = assess(Recording(rounded, RATE))
    assert of(report, FindingKind.LIMITED).severity is Severity.WARNING
    assert of_woman.measures.limited_share < report.measures.limited_share / 2


@pytest.mark.parametrize(("band", "severity"), [(8_000, Severity.REFUSAL), (12_000, Severity.WARNING)])
def test_a_raised_sample_rate_does_not_hide_a_narrow_band(
    woman: Recording, band: int, severity: Severity
) -> None:
    narrow = soxr.resample(soxr.resample(woman.samples, RATE, band), band, 48_000)
    report = assess(Recording((np.round(narrow * 32767) / 32768).astype(np.float32), 48_000))
    assert report.measures.bandwidth_hz == pytest.approx(band / 2, abs=300)
    assert of(report, FindingKind.NARROW_BAND).severity is severity


def test_quiet_speech_is_found(woman: Recording) -> None:
    def at(dbfs: float) -> QualityReport:
        quiet = woman.samples * 10 ** ((dbfs + 23) / 20)
        return assess(Recording((np.round(quiet * 32767) / 32768).astype(np.float32), RATE))

    assert of(at(-52), FindingKind.QUIET).severity is Severity.WARNING
    assert of(at(-66), FindingKind.QUIET).severity is Severity.REFUSAL


def test_people_who_take_turns_are_told_apart(woman: Recording, man: Recording) -> None:
    half = len(woman.samples) // 2
    parts = [woman.samples[:half], man.samples, woman.samples[half:]]
    report = assess(Recording(np.concatenate(parts), RATE))
    finding = of(report, FindingKind.SECOND_SPEAKER)
    assert (report.verdict, finding.severity) == (Verdict.REFUSE, Severity.REFUSAL)
    assert report.measures.speaker_count == 2
    # Nobody knows who is meant: either the man's part is told, or all but his.
    spans = (half / RATE, half / RATE + man.seconds)
    his = covered(finding.spans, *spans) / man.seconds
    hers = (sum(s.seconds for s in finding.spans) - covered(finding.spans, *spans)) / woman.seconds
    assert abs(his - hers) > 0.5


def test_a_few_words_of_somebody_else_are_left_out(woman: Recording, man: Recording) -> None:
    words = Recording(man.samples[: round(9.5 * RATE)], RATE)
    report = assess(joined(woman, words, woman, woman))
    finding = of(report, FindingKind.SECOND_SPEAKER)
    assert finding.severity is Severity.WARNING
    assert "left out" in finding.message
    begin, end = woman.seconds + 1.0, woman.seconds + words.seconds - 1.0
    assert covered(finding.spans, begin, end) > 0.6 * (end - begin)
    assert covered(report.kept, begin, end) < 0.2 * (end - begin)
    assert covered(report.kept, 0, woman.seconds) > 0.6 * woman.seconds


def test_people_who_talk_at_once_are_found(woman: Recording, man: Recording) -> None:
    count = min(len(woman.samples), len(man.samples))
    report = assess(Recording(woman.samples[:count] + man.samples[:count], RATE))
    assert report.verdict is Verdict.REFUSE
    finding = of(report, FindingKind.OVERLAP)
    assert "Two voices are heard at once at 0:" in finding.message


@pytest.mark.parametrize(("snr_db", "severity"), [(12, Severity.REFUSAL), (28, Severity.WARNING)])
def test_music_under_speech_is_found(woman: Recording, snr_db: float, severity: Severity) -> None:
    report = assess(under(woman, chords(len(woman.samples)), snr_db))
    assert of(report, FindingKind.MUSIC).severity is severity
    assert FindingKind.NOISY not in kinds(report)


def test_hum_is_found(woman: Recording) -> None:
    seconds = np.arange(len(woman.samples)) / RATE
    hum = np.sum([np.sin(2 * np.pi * 50 * k * seconds) / k for k in range(1, 8)], axis=0)
    assert of(assess(under(woman, hum / hum.std(), 28)), FindingKind.HUM).severity is Severity.WARNING
    assert FindingKind.HUM not in kinds(assess(under(woman, hum / hum.std(), 55)))


@pytest.mark.parametrize(
    ("sound", "kind"),
    [
        (np.zeros, FindingKind.SILENT),
        (lambda count: 1e-3 * noise(count), FindingKind.SILENT),
        (lambda count: 0.1 * chords(count), FindingKind.MUSIC),
    ],
)
def test_a_recording_without_speech_is_refused(sound: Callable[[int], np.ndarray], kind: FindingKind) -> None:
    recording = Recording(sound(12 * RATE).astype(np.float32), RATE)
    report = assess(recording)
    assert report.verdict is Verdict.REFUSE
    assert kind in kinds(report)
    if not report.kept:
        with pytest.raises(ValueError, match="keeps no speech"):
            kept_speech(recording, report)


def test_what_is_kept_is_speech_in_order_cut_in_pauses(woman: Recording, of_woman: QualityReport) -> None:
    kept = kept_speech(woman, of_woman)
    assert kept.seconds == pytest.approx(sum(span.seconds for span in of_woman.kept), abs=0.01)
    assert of_woman.measures.speech_seconds <= kept.seconds + 0.5 < woman.seconds
    assert list(of_woman.kept) == sorted(of_woman.kept)
    edges = [second for span in of_woman.kept for second in (span.start_seconds, span.end_seconds)]
    for second in edges[1:-1]:
        at = round(second * RATE)
        assert speech_rms(woman.samples) > 10 * np.abs(woman.samples[at - 50 : at + 50]).max()


def test_at_most_a_minute_is_kept(woman: Recording) -> None:
    report = assess(joined(*[woman] * 5))
    assert 45 < sum(span.seconds for span in report.kept) <= 60
    assert report.measures.speech_seconds > 60


def test_a_checkpoint_that_is_none_is_refused(woman: Recording, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no segmentation checkpoint"):
        assess(woman, tmp_path / "absent.bin")


@settings(max_examples=12, deadline=None)
@given(
    rate=st.sampled_from([8000, 16_000, 44_100, 192_000]) | st.integers(8000, 192_000),
    seconds=st.floats(0.001, 2.5),
    kind=st.sampled_from(["noise", "zeros", "impulses", "square", "constant"]),
    exponent=st.floats(-7, 0),
    seed=st.integers(0, 99),
)
def test_any_sound_gets_a_refusal_with_finite_measures(
    rate: int, seconds: float, kind: str, exponent: float, seed: int
) -> None:
    count = max(1, round(rate * seconds))
    random = np.random.default_rng(seed)
    sound = {
        "noise": random.uniform(-1, 1, count),
        "zeros": np.zeros(count),
        "impulses": (random.random(count) < 1e-3).astype(float),
        "square": np.where(np.arange(count) // (seed + 1) % 2, 1.0, -1.0),
        "constant": np.ones(count),
    }[kind]
    report = assess(Recording((10**exponent * sound).astype(np.float32), rate))
    assert report.verdict is Verdict.REFUSE
    assert all(finding.message.endswith(".") for finding in report.findings)
    values = [getattr(report.measures, name) for name in report.measures.__slots__]
    assert np.isfinite([value for value in values if value is not None]).all()
    ends = [s.end_seconds for finding in report.findings for s in finding.spans]
    assert all(0 < end <= count / rate + 0.011 for end in ends)
