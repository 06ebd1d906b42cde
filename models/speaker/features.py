# SPDX-License-Identifier: GPL-3.0-or-later
"""What a voice sounds like, in numbers that can be compared."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import scipy.fft
import torch

from models.speaker.encoder import MEL_BANDS, SpeakerEncoder
from models.speaker.pitch import voiced_pitch

CEPSTRA = 13
"""Cepstral coefficients 1 to 13; the 0th is the level."""
_BELOW_LOUD_DB = 30.0
_FLOOR = 1e-7  # of the loudest band
_SPREAD_PERCENTILES = (15.87, 84.13)  # one standard deviation of a normal distribution to each side


@dataclass(frozen=True, eq=False)
class Features:
    """A voice as measured on a recording.

    Attributes:
        embedding: float32 [256], see `SpeakerEncoder`.
        pitch_hz: Median fundamental frequency of voiced speech.
        pitch_spread: Its spread: half the logarithmic distance between the 16th and 84th percentiles.
        cepstrum: float64 [13], mean of the mel cepstrum over what sounds.
        covariance: float64 [13, 13], of the same.
        mel: float32 [frames, 40], power, without silence; see `SpeakerEncoder.mel`.
    """

    embedding: np.ndarray
    pitch_hz: float
    pitch_spread: float
    cepstrum: np.ndarray
    covariance: np.ndarray
    mel: np.ndarray

    @classmethod
    def of(cls, samples: np.ndarray, sample_rate_hz: int) -> Features:
        """Measures a recording.

        Raises:
            ValueError: There is no sound or no voice in it.
        """
        encoder = SpeakerEncoder.load()
        mel = encoder.mel(samples, sample_rate_hz)
        with torch.inference_mode():
            embedding = encoder.embed_mel(mel).numpy()
        pitch = voiced_pitch(samples, sample_rate_hz)
        if not pitch.size:
            raise ValueError("samples: no voice can be heard")
        low, high = np.log(np.percentile(pitch, _SPREAD_PERCENTILES))
        cepstra = mel_cepstra(mel.numpy())
        return cls(
            embedding,
            float(np.median(pitch)),
            float(high - low) / 2,
            cepstra.mean(axis=0),
            np.cov(cepstra.T),
            mel.numpy(),
        )

    def vector(self) -> np.ndarray:
        """What `surrogate.Surrogate` predicts of a voice: float32 [271], all but covariance and spectrum."""
        pitch = (np.log(self.pitch_hz), self.pitch_spread)
        return np.concatenate([self.embedding, pitch, self.cepstrum]).astype(np.float32)


@functools.cache
def cepstral_basis() -> np.ndarray:
    """Orthonormal cosines 1 to 13 over the mel bands: float64 [13, 40]."""
    return np.asarray(scipy.fft.dct(np.eye(MEL_BANDS), norm="ortho", axis=0))[1 : CEPSTRA + 1]


def sounding(mel: np.ndarray) -> np.ndarray:
    """Frames of a mel power spectrogram [frames, 40] within 30 dB of the loud ones: bool [frames]."""
    power = mel.sum(axis=1)
    return power > np.percentile(power, 95) * 10 ** (-_BELOW_LOUD_DB / 10)


def log_mel(mel: np.ndarray) -> np.ndarray:
    """Natural logarithm of the sounding frames, floored far below what is heard: float64 [frames, 40]."""
    return np.log(mel[sounding(mel)].astype(np.float64) + _FLOOR * float(mel.max()))


def mel_cepstra(mel: np.ndarray) -> np.ndarray:
    """Mel cepstra of the sounding frames: float64 [frames, 13]."""
    return log_mel(mel) @ cepstral_basis().T


def cepstral_distance(a: Features, b: Features) -> float:
    """Bhattacharyya distance between Gaussians of two voices' mel cepstra.

    Halves of 10 s of one person's recording are some 0.6 apart, different people 2.4.
    """
    mean = (a.covariance + b.covariance) / 2
    difference = a.cepstrum - b.cepstrum
    determinants = [np.linalg.slogdet(matrix)[1] for matrix in (mean, a.covariance, b.covariance)]
    spread = determinants[0] - (determinants[1] + determinants[2]) / 2
    return float(difference @ np.linalg.solve(mean, difference) / 8 + spread / 2)


def semitones(a: Features, b: Features) -> float:
    """How much higher the voice a is than b."""
    return 12 * float(np.log2(a.pitch_hz / b.pitch_hz))
