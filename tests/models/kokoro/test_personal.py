# SPDX-License-Identifier: GPL-3.0-or-later
"""Personal voices: what they do to the sound, how they mix with stock voices, and what files are refused."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load, save

from models.kokoro import SAMPLE_RATE_HZ
from models.kokoro.personal import TONE_BANDS, PersonalVoice, Shaping, tone_band_hz
from models.kokoro.voices import UnknownVoiceError, VoiceBank

pytestmark = pytest.mark.unit

BANK = VoiceBank.load()


def tone(hertz: float, seconds: float = 1.0) -> np.ndarray:
    time = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return np.sin(2 * np.pi * hertz * time).astype(np.float32)


def level_db(audio: np.ndarray) -> float:
    middle = audio[len(audio) // 4 : -len(audio) // 4]
    return 20 * np.log10(np.sqrt(np.square(middle).mean()))


def pitch_hz(audio: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(audio * np.hanning(len(audio))))
    return float(spectrum.argmax()) * SAMPLE_RATE_HZ / len(audio)


GEORGE = PersonalVoice.of_pack(np.stack([BANK.style("bm_george", n) for n in range(1, 511)]), Shaping())


def voice(shaping: Shaping | None = None) -> PersonalVoice:
    return replace(GEORGE, shaping=shaping or Shaping())


@pytest.mark.parametrize("ratio", [0.85, 1.0, 1.18])
def test_the_formant_ratio_moves_frequencies_and_shortens_time_alike(ratio: float) -> None:
    shaped = Shaping(ratio).apply(tone(400.0))
    assert len(shaped) == round(SAMPLE_RATE_HZ / ratio)
    assert pitch_hz(shaped) == pytest.approx(400 * ratio, abs=2)


@pytest.mark.parametrize("band", [2, 20, 38])
def test_a_tone_has_its_gain_at_its_bands(band: int) -> None:
    curve = np.linspace(8, -8, TONE_BANDS).astype(np.float32)
    sine = tone(float(tone_band_hz()[band]))
    assert level_db(Shaping(1.0, curve).apply(sine)) - level_db(sine) == pytest.approx(curve[band], abs=0.3)


@pytest.mark.parametrize("ratio", [0.85, 1.18])
def test_shaping_moves_no_moment(ratio: float) -> None:
    click = np.zeros(SAMPLE_RATE_HZ, np.float32)
    click[12_000] = 1
    shaped = Shaping(ratio, np.linspace(6, -6, TONE_BANDS).astype(np.float32), -3.0).apply(click)
    assert abs(int(np.abs(shaped).argmax()) - 12_000 / ratio) <= 1


def test_a_stock_voice_is_left_as_it_is() -> None:
    audio = tone(200.0)
    assert BANK.shaping([("af_heart", 0.5), ("bm_george", 0.5)]).apply(audio) is audio


def test_a_factorised_pack_is_the_pack() -> None:
    for count in (1, 50, 510):
        np.testing.assert_allclose(voice().style(count), BANK.style("bm_george", count), atol=1e-3)


def test_personal_and_stock_voices_mix() -> None:
    bank = VoiceBank.load()
    curve = np.full(TONE_BANDS, 6, np.float32)
    personal = bank.keep(voice(Shaping(1.21, curve, 4.0)).to_bytes())
    mix = [(personal, 0.5), ("af_heart", 0.5)]
    expected = (BANK.style("bm_george", 30) + BANK.style("af_heart", 30)) / 2
    np.testing.assert_allclose(bank.blend(mix, 30), expected, atol=1e-3)
    shaping = bank.shaping(mix)
    assert shaping.formant_ratio == pytest.approx(1.1)
    assert shaping.gain_db == pytest.approx(2.0)
    np.testing.assert_allclose(shaping.tone_db, curve / 2)


def test_artefacts_are_read_once_by_their_digest() -> None:
    content = voice().to_bytes()
    voice_id = VoiceBank.load().keep(content)
    asked: list[str] = []

    def artefacts(wanted: str) -> bytes:
        asked.append(wanted)
        return content

    bank = VoiceBank.load(artefacts)
    for _ in range(3):
        bank.style(voice_id, 10)
    assert asked == [voice_id]


def test_without_artefacts_a_digest_is_an_unknown_voice() -> None:
    with pytest.raises(UnknownVoiceError):
        VoiceBank.load().style("sha256:" + 64 * "0", 10)


def test_what_was_written_is_read() -> None:
    written = voice(Shaping(0.9, np.linspace(-3, 3, TONE_BANDS).astype(np.float32), -2.5))
    read = PersonalVoice.from_bytes(written.to_bytes())
    assert (read.shaping.formant_ratio, read.shaping.gain_db) == (0.9, -2.5)
    np.testing.assert_array_equal(read.shaping.tone_db, written.shaping.tone_db)
    np.testing.assert_allclose(read.style(100), written.style(100), atol=1e-6)
    assert read.to_bytes() == written.to_bytes()


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="voice"):
        PersonalVoice.from_bytes(content)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_nothing_else(data: st.DataObject) -> None:
    content = bytearray(voice().to_bytes())
    content[data.draw(st.integers(0, 900))] = data.draw(st.integers(0, 255))
    damaged = bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(ValueError):
        assert PersonalVoice.from_bytes(damaged).shaping.tone_db.shape == (TONE_BANDS,)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"version": 2}, "newer Voxrig"),
        ({"formant_ratio": 9.0}, "formant_ratio"),
        ({"formant_ratio": float("nan")}, "formant_ratio"),
        ({"gain_db": "loud"}, "gain_db"),
        ({"tone_db": np.full(TONE_BANDS, 40, np.float32)}, "tone_db"),
        ({"mean": np.full(256, np.inf, np.float32)}, "mean"),
        ({"coef": np.zeros((9, 16), np.float32)}, "coef"),
        ({"basis": np.zeros((0, 256), np.float32)}, "rank"),
    ],
)
def test_what_is_out_of_bounds_is_named(change: dict, named: str) -> None:
    scalars: dict[str, object] = {"version": 1, "formant_ratio": 1.0, "gain_db": 0.0}
    tensors = load(voice().to_bytes())
    for name, value in change.items():
        (tensors if isinstance(value, np.ndarray) else scalars)[name] = value
    metadata = {"voxrig-kokoro-voice": json.dumps(scalars)}
    with pytest.raises(ValueError, match=named):
        PersonalVoice.from_bytes(save(tensors, metadata))
