# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro in onnxruntime: says the same as the published graph, at the network's level, every time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnx
import onnxruntime as ort
import pytest

from models.kokoro import FRAME_SAMPLES, MAX_TOKENS, SAMPLE_RATE_HZ, load_runtime, onnx_graph
from models.kokoro.onnx_runtime import OnnxKokoro
from models.kokoro.vocabulary import PAD_ID, encode
from models.kokoro.voices import VoiceBank

pytestmark = pytest.mark.model

PHONEMES = "ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˌOvəɹ ðə lˈAzi dˈɔɡ."
BANK = VoiceBank.load()


@pytest.fixture(scope="module")
def kokoro() -> OnnxKokoro:
    return OnnxKokoro.load()


def style(token_count: int, voice_id: str = "af_heart") -> np.ndarray:
    return BANK.style(voice_id, token_count)


def run_published(model: onnx.ModelProto, voice_id: str, outputs: list[str]) -> list[np.ndarray]:
    """What the published graph, perhaps changed by the test, makes of PHONEMES."""
    ids = encode(PHONEMES)
    options = ort.SessionOptions()
    options.log_severity_level = 3
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feed = {
        "tokens": np.array([[PAD_ID, *ids, PAD_ID]], np.int64),
        "style": style(len(ids), voice_id)[None],
        "speed": np.ones(1, np.float32),
    }
    return [np.asarray(value) for value in session.run(outputs, feed)]


def third_octave_levels(audio: np.ndarray) -> np.ndarray:
    """Long-term spectrum in dB, 100 Hz to 10 kHz, in third octaves."""
    power = np.abs(np.fft.rfft(audio)) ** 2
    frequency = np.fft.rfftfreq(len(audio), 1 / SAMPLE_RATE_HZ)
    centres = 100 * 2 ** (np.arange(20) / 3)
    bands = [power[(frequency >= c / 2 ** (1 / 6)) & (frequency < c * 2 ** (1 / 6))].sum() for c in centres]
    return 10 * np.log10(bands)


def test_every_frame_of_the_durations_is_600_samples_of_audio(kokoro: OnnxKokoro) -> None:
    ids = encode(PHONEMES)
    audio, durations = kokoro.synthesize(ids, style(len(ids)), 1.0, seed=0)
    assert audio.dtype == np.float32
    assert durations.dtype == np.int64
    assert durations.shape == (len(ids) + 2,)
    assert durations.min() >= 1
    assert len(audio) == durations.sum() * FRAME_SAMPLES


def test_the_faster_graph_keeps_the_published_prosody_and_sound(kokoro: OnnxKokoro) -> None:
    model = onnx.load(onnx_graph.plain_graph())
    onnx_graph.expose_durations(model.graph)
    audio, durations = run_published(model, "am_onyx", ["audio", onnx_graph.DURATIONS])
    ids = encode(PHONEMES)
    ours = kokoro.synthesize(ids, style(len(ids), "am_onyx"), 1.0, seed=0)
    np.testing.assert_array_equal(ours.durations, durations.ravel())
    difference = third_octave_levels(ours.audio) - third_octave_levels(audio.ravel() / 1.5)
    assert np.abs(difference).max() < 1.0
    assert np.corrcoef(ours.audio, audio.ravel())[0, 1] > 0.98


def test_signed_activations_change_no_sample() -> None:
    if not onnx_graph.signed_products_are_exact():
        pytest.skip("this CPU saturates unsigned times signed products; Voxrig does not use them on it")
    model = onnx.load(onnx_graph.plain_graph())
    (before,) = run_published(model, "bm_george", ["audio"])
    onnx_graph.sign_activations(model.graph)
    (after,) = run_published(model, "bm_george", ["audio"])
    np.testing.assert_array_equal(before, after)


def test_the_same_request_gives_the_same_samples_from_any_thread(kokoro: OnnxKokoro) -> None:
    ids = encode(PHONEMES)

    def speak(seed: int) -> np.ndarray:
        return kokoro.synthesize(ids, style(len(ids)), 1.0, seed).audio

    alone = speak(7)
    with ThreadPoolExecutor(3) as threads:
        for audio in threads.map(speak, [7, 7, 7]):
            np.testing.assert_array_equal(audio, alone)


def test_speed_shortens_the_speech(kokoro: OnnxKokoro) -> None:
    ids = encode(PHONEMES)
    lengths = [len(kokoro.synthesize(ids, style(len(ids)), speed, seed=0).audio) for speed in (0.5, 1.0, 2.0)]
    assert lengths[0] > 1.7 * lengths[1] > 1.7 * 1.5 * lengths[2]


@pytest.mark.parametrize("token_count", [1, MAX_TOKENS])
def test_the_shortest_and_the_longest_pass_can_be_spoken(kokoro: OnnxKokoro, token_count: int) -> None:
    ids = (encode(PHONEMES) * 20)[:token_count]
    audio, durations = kokoro.synthesize(ids, style(token_count), 2.0, seed=0)
    assert len(durations) == token_count + 2
    assert np.isfinite(audio).all()
    assert np.sqrt(np.mean(audio**2)) > 0.001
    assert np.abs(audio).max() < 1.0


@pytest.mark.parametrize(
    ("ids", "shape", "speed", "field"),
    [
        ([], (256,), 1.0, "token_ids"),
        ([50] * 511, (256,), 1.0, "token_ids"),
        ([50], (1, 256), 1.0, "style"),
        ([50], (256,), 0.0, "speed"),
        ([50], (256,), float("nan"), "speed"),
        ([50], (256,), float("inf"), "speed"),
    ],
)
def test_arguments_out_of_bounds_are_named(
    kokoro: OnnxKokoro, ids: list[int], shape: tuple[int, ...], speed: float, field: str
) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        kokoro.synthesize(ids, np.zeros(shape, np.float32), speed, seed=0)


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(ValueError, match="device"):
        load_runtime("tpu")  # type: ignore[arg-type]
