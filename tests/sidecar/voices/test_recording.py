# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's recording is read whole, as one channel, or refused in words an animator understands."""

from __future__ import annotations

import contextlib
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.errors import InvalidRequestError
from sidecar.voices import recording as module
from sidecar.voices.recording import MAX_SECONDS, MIN_SECONDS, read_recording

pytestmark = pytest.mark.unit

RATE = 16_000
SECONDS = 12


def tone(hertz: float = 200.0, seconds: float = SECONDS, rate: int = RATE) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(samples: np.ndarray, rate: int = RATE, name: str = "take.wav", subtype: str = "FLOAT") -> Path:
        soundfile.write(tmp_path / name, samples, rate, subtype=subtype)
        return tmp_path / name

    return write


def refusal(path: Path, *span: float) -> str:
    with pytest.raises(InvalidRequestError) as caught:
        read_recording(path, *span)
    (violation,) = caught.value.violations
    assert violation.field == "recording"
    return violation.message


def test_less_may_be_enough_for_who_asks(write: Callable[..., Path]) -> None:
    path = write(tone())
    assert read_recording(path, 2.0, 3.0, least_seconds=0.0).seconds == 1.0
    with pytest.raises(InvalidRequestError, match=r"it is 1\.0 s long; at least 3 s are needed"):
        read_recording(path, 2.0, 3.0, least_seconds=3.0)
    with pytest.raises(InvalidRequestError, match=r"it is 0\.0 s long"):
        read_recording(path, 2.0, 2.00001, least_seconds=0.0)


@pytest.mark.parametrize(
    ("name", "subtype"),
    [
        ("a.wav", "PCM_16"),
        ("a.wav", "PCM_24"),
        ("a.flac", "PCM_16"),
        ("a.ogg", "VORBIS"),
        ("a.aiff", "PCM_16"),
    ],
)
def test_any_format_is_read(write: Callable[..., Path], name: str, subtype: str) -> None:
    recording = read_recording(write(tone(), name=name, subtype=subtype))
    assert (recording.sample_rate_hz, recording.samples.dtype) == (RATE, np.float32)
    assert recording.seconds == pytest.approx(SECONDS, abs=0.01)
    np.testing.assert_allclose(recording.samples[RATE:-RATE], tone()[RATE:-RATE], atol=0.02)


def test_an_open_file_is_read_like_its_path(write: Callable[..., Path]) -> None:
    path = write(tone())
    with path.open("rb") as file:
        np.testing.assert_array_equal(read_recording(file).samples, read_recording(path).samples)


def test_stereo_of_96_khz_in_float_is_mixed(write: Callable[..., Path]) -> None:
    left, right = tone(rate=96_000), tone(300.0, rate=96_000)
    recording = read_recording(write(np.stack([left, right], 1), 96_000))
    assert recording.sample_rate_hz == 96_000
    np.testing.assert_allclose(recording.samples, (left + right) / 2, atol=1e-4)


def test_a_silent_channel_does_not_halve_the_other(write: Callable[..., Path]) -> None:
    hiss = 1e-4 * np.random.default_rng(0).standard_normal(SECONDS * RATE)
    recording = read_recording(write(np.stack([hiss, tone()], 1)))
    np.testing.assert_allclose(recording.samples, tone(), atol=1e-4)


def test_channels_in_antiphase_do_not_cancel(write: Callable[..., Path]) -> None:
    recording = read_recording(write(np.stack([tone(), -0.9 * tone()], 1)))
    np.testing.assert_allclose(np.abs(recording.samples), 0.95 * np.abs(tone()), atol=1e-3)


def test_offset_is_removed_from_each_channel(write: Callable[..., Path]) -> None:
    recording = read_recording(write(np.stack([tone() + 0.2, tone() - 0.1], 1)))
    np.testing.assert_allclose(recording.samples, tone(), atol=1e-4)


def test_float_sound_above_full_scale_keeps_its_shape(write: Callable[..., Path]) -> None:
    recording = read_recording(write(32_768 * tone()))
    assert np.abs(recording.samples).max() == pytest.approx(1.0)
    np.testing.assert_allclose(recording.samples, tone() / 0.3, atol=1e-3)


def test_a_part_is_what_lies_there(write: Callable[..., Path]) -> None:
    path = write(np.concatenate([np.zeros(5 * RATE), tone(seconds=11), np.zeros(5 * RATE)]))
    recording = read_recording(path, 5.0, 16.0)
    np.testing.assert_allclose(recording.samples, tone(seconds=11), atol=1e-4)
    assert read_recording(path, 8.0, 99.0).seconds == pytest.approx(13.0)
    assert "after the end of the file (21.0 s)" in refusal(path, 30.0, 45.0)
    assert "after the end of the file (21.0 s)" in refusal(path, 30.0)
    assert "its end must be after its start" in refusal(path, 9.0, 3.0)
    assert "its end must be after its start" in refusal(path, float("nan"), 3.0)
    assert "at least 10 s are needed" in refusal(path, 5.0, 14.9)


def test_three_hours_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "show.wav"
    three_hours = 3 * 3600 * 8000 * 2
    with path.open("wb") as file:
        file.write(_wav_header(8000, three_hours))
        file.truncate(44 + three_hours)  # sparse: takes no room on the disk

    def read(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the file was read")

    monkeypatch.setattr(soundfile.SoundFile, "read", read)
    assert "3.0 hours are more than the 10 minutes" in refusal(path)


def test_a_minute_of_three_hours_takes_the_memory_of_a_minute(tmp_path: Path) -> None:
    path = tmp_path / "show.wav"
    three_hours = 3 * 3600 * 8000 * 2
    with path.open("wb") as file:
        file.write(_wav_header(8000, three_hours))
        file.truncate(44 + three_hours)
    tracemalloc.start()
    try:
        assert read_recording(path, 9000, 9060).seconds == 60
        assert tracemalloc.get_traced_memory()[1] < 60 * 8000 * 4 + 40 * module._BLOCK_VALUES
    finally:
        tracemalloc.stop()


def _wav_header(rate: int, data_bytes: int) -> bytes:
    head = struct.pack(
        "<4sI4s4sIHHIIHH", b"RIFF", 36 + data_bytes, b"WAVE", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16
    )
    return head + struct.pack("<4sI", b"data", data_bytes)


@pytest.mark.parametrize("name", ["take.wav", "take.flac", "take.aiff"])
def test_a_file_that_was_cut_off_is_told(write: Callable[..., Path], name: str) -> None:
    path = write(tone(seconds=30), name=name, subtype="PCM_16")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    message = refusal(path)
    assert "cut off" in message
    if name != "take.flac":  # which libsndfile gives up on in the middle
        assert "30.0 s are promised, 18.0 s are there" in message


def test_a_stream_written_to_a_pipe_promises_nothing(write: Callable[..., Path]) -> None:
    path = write(tone(), subtype="PCM_16")
    content = bytearray(path.read_bytes())
    for at in (4, content.index(b"data") + 4):
        content[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    assert read_recording(path).seconds == SECONDS


def test_a_header_without_a_length_is_refused(write: Callable[..., Path]) -> None:
    path = write(tone(), name="take.flac", subtype="PCM_16")
    content = bytearray(path.read_bytes())
    content[8 + 13] &= 0xF0  # STREAMINFO's 36 bits of total samples: 0 means unknown
    content[8 + 14 : 8 + 18] = bytes(4)
    path.write_bytes(content)
    assert "does not say how long it is" in refusal(path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
def test_values_that_are_no_sound_are_told_with_their_time(write: Callable[..., Path], value: float) -> None:
    samples = tone()
    samples[4 * RATE] = value
    assert "first at 4.00 s" in refusal(write(samples))
    assert "first at 4.00 s" in refusal(write(samples), 1.0, 12.0)


def test_what_is_no_sound_file_is_told(tmp_path: Path, write: Callable[..., Path]) -> None:
    text, empty, raw = tmp_path / "text.wav", tmp_path / "empty.wav", tmp_path / "take.raw"
    text.write_text("This is not a recording. " * 99)
    empty.touch()
    raw.write_bytes(bytes(99))
    assert "text.wav is not a sound file" in refusal(text)
    assert "the file is empty" in refusal(empty)
    assert "take.raw is not a sound file" in refusal(raw)
    assert "there is no file absent.wav" in refusal(tmp_path / "absent.wav")
    assert "there is no file" in refusal(tmp_path)


def test_what_cannot_be_a_voice_is_told(write: Callable[..., Path]) -> None:
    assert f"at least {MIN_SECONDS:.0f} s are needed" in refusal(write(tone(seconds=9.9)))
    assert "it holds no sound" in refusal(write(np.zeros(0)))
    assert "sample rate is 4000 Hz" in refusal(write(tone(rate=4000), 4000))
    assert "40 channels" in refusal(write(np.zeros((RATE, 40))))
    assert "10.0 minutes are more" in refusal(
        write(np.zeros(round((MAX_SECONDS + 1) * 8000)), 8000, subtype="PCM_U8")
    )


def test_bytes_that_are_damaged_are_read_or_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    content = write(tone(), name="take.flac", subtype="PCM_16").read_bytes()
    rng = np.random.default_rng(1)
    for trial in range(40):
        damaged = bytearray(content)
        for at in rng.integers(0, len(damaged) if trial % 2 else 64, 20):
            damaged[at] = rng.integers(256)
        path = tmp_path / f"{trial}.flac"
        path.write_bytes(damaged)
        with contextlib.suppress(InvalidRequestError):
            assert np.isfinite(read_recording(path).samples).all()


@settings(max_examples=15, deadline=None)
@given(
    rate=st.sampled_from([8000, 11_025, 22_050, 48_000, 192_000]) | st.integers(8000, 192_000),
    channels=st.integers(1, 8),
    exponent=st.floats(-9, 9),
    offset=st.floats(-2, 2),
    seed=st.integers(0, 9),
    kind=st.sampled_from(["noise", "zeros", "impulse", "square"]),
)
def test_any_sound_becomes_one_finite_channel(
    tmp_path_factory: pytest.TempPathFactory,
    rate: int,
    channels: int,
    exponent: float,
    offset: float,
    seed: int,
    kind: str,
) -> None:
    count = round(MIN_SECONDS * rate)
    samples = np.zeros((count, channels), np.float32)
    if kind == "noise":
        samples[:] = np.random.default_rng(seed).standard_normal((count, channels))
    elif kind == "impulse":
        samples[count // 2, seed % channels] = 1
    elif kind == "square":
        samples[:] = np.where(np.arange(count) // (seed + 1) % 2, 1, -1)[:, None]
    path = tmp_path_factory.mktemp("wild") / "wild.wav"
    soundfile.write(path, samples * np.float32(10**exponent) + np.float32(offset), rate, subtype="FLOAT")
    recording = read_recording(path)
    path.unlink()
    assert (recording.samples.shape, recording.samples.dtype) == ((count,), np.float32)
    assert recording.sample_rate_hz == rate
    assert np.isfinite(recording.samples).all()
    assert np.abs(recording.samples).max() <= 1.0
    assert abs(recording.samples.mean(dtype=np.float64)) < 1e-4
