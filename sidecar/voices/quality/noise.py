# SPDX-License-Identifier: GPL-3.0-or-later
"""How far speech stands above what is heard beneath it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.stats import chi2

from sidecar.voices.quality.hearing import (
    DIGITAL_SILENCE,
    FRAME_SECONDS,
    MIN_PAUSE_SECONDS,
    RATE_HZ,
    Heard,
    decibels,
    frames_in,
)
from sidecar.voices.quality.spectra import power_spectra

_FEW_PAUSES = 0.15
"""Of the time of speech."""
_LOUD_PAUSES = 10.0
"""As power; music under speech was at most 4 dB over what was found beneath it."""
_SMOOTHED_FRAMES = 8
_QUANTILE = 0.05
_WINDOW_SECONDS = 10.0
_INDEPENDENT = 0.75
"""Hann windows that overlap by half: eight frames vary as six independent ones."""


def without_missed_words(heard: Heard) -> Heard:
    """The recording without its pauses, if they are words that the network missed.

    An echo makes it miss some. Then the few pauses are far louder than what is heard beneath the speech.
    """
    noise = pause_noise(heard)
    few = heard.pause.sum() < _FEW_PAUSES * heard.speech.sum()
    if noise is None or not few or noise < _LOUD_PAUSES * quantile_noise(heard):
        return heard
    return replace(heard, pause=np.zeros_like(heard.pause))


def speech_level_dbfs(heard: Heard) -> float:
    """Level of the frames in which speech sounds; -120 without any."""
    return float(decibels(_mean(heard.power[heard.active])))


def snr_db(heard: Heard) -> float | None:
    """Signal-to-noise ratio, from 60 Hz to 8 kHz.

    Noise is the middle level of the pauses: breaths and clicks do not move it. Stretches of digital silence
    tell nothing. Without pauses to speak of the noise is taken from what every band falls back to between
    sounds (`quantile_noise`).

    Returns:
        Decibels; `None` without speech. 100 where nothing is heard beneath the speech.
    """
    speech = _mean(heard.power[heard.active])
    if speech <= DIGITAL_SILENCE:
        return None
    noise = pause_noise(heard)
    if noise is None:
        noise = quantile_noise(heard)
    clean = max(speech - noise, 0.1 * noise)  # what was measured as speech holds the noise too
    return min(float(decibels(clean) - decibels(noise)), 100.0)


def pause_noise(heard: Heard) -> float | None:
    """Power of the noise in pauses; `None` without enough of them."""
    quiet = heard.power[heard.pause & (heard.power > DIGITAL_SILENCE)]
    return float(np.median(quiet)) if len(quiet) >= frames_in(MIN_PAUSE_SECONDS) else None


def quantile_noise(heard: Heard) -> float:
    """Power of the noise beneath running speech.

    Quantile-based noise estimation (Stahl, Fischer and Bippus, ICASSP 2000): each band of the spectrum falls
    to the noise now and then. The quantile is low and its bias, known for Gaussian noise, is taken out, as
    Martin (IEEE Trans. Speech Audio Process. 9(5), 2001) does for minima. Dense, loud speech leaves few such
    moments, so this is rather too much than too little noise.
    """
    bins = power_spectra(heard.samples, RATE_HZ, 2 * FRAME_SECONDS, FRAME_SECONDS)
    bins = bins[:, bins.sum(axis=0) > DIGITAL_SILENCE]
    frame_count = bins.shape[1]
    if frame_count < _SMOOTHED_FRAMES:
        return DIGITAL_SILENCE
    smooth = uniform_filter1d(bins, _SMOOTHED_FRAMES, axis=1)
    parts = np.array_split(smooth, max(1, frame_count // frames_in(_WINDOW_SECONDS)), axis=1)
    lows = [float(np.quantile(part, _QUANTILE, axis=1).sum()) for part in parts]
    freedom = 2 * _SMOOTHED_FRAMES * _INDEPENDENT
    return max(float(np.median(lows)) * freedom / float(chi2.ppf(_QUANTILE, freedom)), DIGITAL_SILENCE)


def _mean(power: np.ndarray) -> float:
    return float(power.mean()) if power.size else 0.0
