# SPDX-License-Identifier: GPL-3.0-or-later
"""What the networks see of a recording: spectrograms at 32 kHz, and 16 kHz sound for HuBERT and the speaker.

Padding, resamplers and levels are those of the official inference, whose models were made with them. The
official reader of the prompt is librosa, whose resampler is soxr; everywhere else it is torchaudio.
"""

from __future__ import annotations

import functools
import math

import numpy as np
import soxr
import torch
from torch import Tensor
from torch.nn import functional as nn_functional
from torchaudio import functional as audio

from models.gpt_sovits import SAMPLE_RATE_HZ

FFT_SIZE = 2048
HOP_SAMPLES = 640
BINS = FFT_SIZE // 2 + 1
MEL_BANDS = 128
PROMPT_SAMPLE_RATE_HZ = 16_000
MIN_PROMPT_SAMPLES = 48_000
"""3 s at 16 kHz; shorter and longer prompts were not in training."""
MAX_PROMPT_SAMPLES = 160_000
"""10 s at 16 kHz."""
PROMPT_TAIL_SAMPLES = 9_600
"""Silence after the prompt: 0.3 s were meant, but counted at 32 kHz, so the models know 0.6 s."""
_POWER_FLOOR = 1e-8
_MEL_FLOOR = 1e-5
_MAX_PEAK = 2.0


def spectrogram(waveform: Tensor) -> Tensor:
    """Magnitudes of the short-time spectrum: reflected at the edges, uncentred, Hann window.

    Args:
        waveform: [batch, samples] at 32 kHz; more than 704 samples.

    Returns:
        float32 [batch, 1025, samples // 640].
    """
    padding = (FFT_SIZE - HOP_SAMPLES) // 2
    padded = nn_functional.pad(waveform.float(), (padding, padding), mode="reflect")
    window = torch.hann_window(FFT_SIZE, device=waveform.device)
    spectrum = torch.stft(padded, FFT_SIZE, HOP_SAMPLES, window=window, center=False, return_complex=True)
    return torch.sqrt(spectrum.real.square() + spectrum.imag.square() + _POWER_FLOOR)


def log_mel(magnitudes: Tensor) -> Tensor:
    """Natural logarithm of mel bands (Slaney) that training compares.

    Args:
        magnitudes: [batch, 1025, frames] of `spectrogram`.

    Returns:
        [batch, 128, frames].
    """
    return (_mel_filters().to(magnitudes).T @ magnitudes).clamp(min=_MEL_FLOOR).log()


def reference_waveform(samples: np.ndarray, sample_rate_hz: int) -> Tensor:
    """A reference as the synthesizer wants it.

    Args:
        samples: float32 [n] or [n, channels].
        sample_rate_hz: Of the samples.

    Returns:
        [1, samples] at 32 kHz; peaks above 1 are brought down by what they exceed it, at most to half.
    """
    waveform = audio.resample(_mono(samples)[None], sample_rate_hz, SAMPLE_RATE_HZ)
    peak = float(waveform.abs().max())
    return waveform / min(_MAX_PEAK, peak) if peak > 1 else waveform


def speaker_waveform(reference: Tensor) -> Tensor:
    """A reference [1, samples] at 32 kHz as the speaker network wants it: [1, samples] at 16 kHz."""
    return audio.resample(reference, SAMPLE_RATE_HZ, PROMPT_SAMPLE_RATE_HZ)


def prompt_waveform(samples: np.ndarray, sample_rate_hz: int) -> Tensor:
    """A prompt as HuBERT wants it, with 0.6 s of silence after it.

    Args:
        samples: float32 [n] or [n, channels].
        sample_rate_hz: Of the samples.

    Returns:
        [1, samples] at 16 kHz, at the level it came with.

    Raises:
        ValueError: It is shorter than 3 s or longer than 10 s.
    """
    waveform = _mono(samples).numpy()
    if sample_rate_hz != PROMPT_SAMPLE_RATE_HZ:
        length = math.ceil(len(waveform) * PROMPT_SAMPLE_RATE_HZ / sample_rate_hz)
        waveform = soxr.resample(waveform, sample_rate_hz, PROMPT_SAMPLE_RATE_HZ, quality="HQ")[:length]
        waveform = np.pad(waveform, (0, length - len(waveform)))
    if not MIN_PROMPT_SAMPLES <= len(waveform) <= MAX_PROMPT_SAMPLES:
        seconds = len(waveform) / PROMPT_SAMPLE_RATE_HZ
        raise ValueError(f"samples: a reference lasts 3 to 10 seconds, this one {seconds:.2f}")
    return torch.from_numpy(np.pad(waveform, (0, PROMPT_TAIL_SAMPLES)))[None]


def _mono(samples: np.ndarray) -> Tensor:
    """[n] or [n, channels] to [n]."""
    samples = np.asarray(samples, np.float32)
    return torch.from_numpy(np.ascontiguousarray(samples if samples.ndim == 1 else samples.mean(axis=1)))


@functools.cache
def _mel_filters() -> Tensor:
    """[1025, 128]."""
    return audio.melscale_fbanks(
        BINS, 0.0, SAMPLE_RATE_HZ / 2, MEL_BANDS, SAMPLE_RATE_HZ, norm="slaney", mel_scale="slaney"
    )
