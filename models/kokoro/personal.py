# SPDX-License-Identifier: GPL-3.0-or-later
"""A voice that Kokoro does not have of its own: a style pack, and what is done to the sound.

Two things widen Kokoro's space of voices, without a network and without moving a boundary:

- The formant ratio. Speech spoken slower by it and then resampled by it has all its formants, and its pitch,
  moved by the ratio, as in a shorter or longer vocal tract; its duration is kept.
- The tone: a smooth equaliser, as a linear-phase filter whose delay is taken out.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import soxr
from safetensors import SafetensorError
from safetensors.numpy import load, save

from models.kokoro.runtime import MAX_TOKENS, SAMPLE_RATE_HZ, STYLE_SIZE
from models.tensor_file import metadata_of

RATIOS = (0.75, 1.35)
TONE_LIMIT_DB = 15.0
GAIN_LIMIT_DB = 30.0
MAX_RANK = 64
# The centres of the 40 bands, to 8 kHz, of Slaney's mel scale: what the speaker encoder hears in.
_LINEAR_HZ, _LINEAR_BANDS, _TOP_HZ = 200 / 3, 15, 8_000.0
TONE_BANDS = 40
_TAPS = 511
_FORMAT = "voxrig-kokoro-voice"
_VERSION = 1


@functools.cache
def tone_band_hz() -> np.ndarray:
    """Centres of the bands of a tone: float64 [40] Hz, linear to 1 kHz, logarithmic to 8 kHz."""
    top = _LINEAR_BANDS + 27 * math.log(_TOP_HZ / 1000) / math.log(6.4)
    mel = np.linspace(0, top, TONE_BANDS + 2)[1:-1]
    logarithmic = 1000 * np.exp(np.log(6.4) / 27 * (mel - _LINEAR_BANDS))
    return np.where(mel < _LINEAR_BANDS, mel * _LINEAR_HZ, logarithmic)


def _flat() -> np.ndarray:
    return np.zeros(TONE_BANDS, np.float32)


@dataclass(frozen=True, eq=False)
class Shaping:
    """What is done to Kokoro's sound to make it a voice's.

    Attributes:
        formant_ratio: Factor on all frequencies; 1.0 leaves them.
        tone_db: float32 [40], gain at `tone_band_hz`; above the highest as there.
        gain_db: Level.
    """

    formant_ratio: float = 1.0
    tone_db: np.ndarray = field(default_factory=_flat)
    gain_db: float = 0.0

    @classmethod
    def blend(cls, parts: Sequence[Shaping], weights: np.ndarray) -> Shaping:
        """Weighted mean, the ratio's by its logarithm; weights sum to 1."""
        ratio = math.exp(sum(w * math.log(p.formant_ratio) for p, w in zip(parts, weights, strict=True)))
        tone = sum(w * p.tone_db for p, w in zip(parts, weights, strict=True))
        gain = sum(float(w) * p.gain_db for p, w in zip(parts, weights, strict=True))
        return cls(ratio, np.asarray(tone, np.float32), gain)

    def apply(self, audio: np.ndarray) -> np.ndarray:
        """Shapes speech.

        Args:
            audio: float32 [n] at 24 kHz, spoken at the wanted speed divided by the formant ratio.

        Returns:
            float32 [round(n / ratio)] at 24 kHz; a moment at sample i has moved to i / ratio.
        """
        if self.formant_ratio != 1.0:
            length = max(1, round(len(audio) / self.formant_ratio))
            audio = soxr.resample(audio, SAMPLE_RATE_HZ * self.formant_ratio, SAMPLE_RATE_HZ)[:length]
            audio = np.pad(audio, (0, length - len(audio)))
        if self.tone_db.any():
            from scipy.signal import fftconvolve  # takes a second, and stock voices never need it

            filtered = np.asarray(fftconvolve(audio, self._filter(), mode="full"))
            audio = filtered[_TAPS // 2 :][: len(audio)]
        if self.gain_db:
            audio = audio * np.float32(10 ** (self.gain_db / 20))
        return audio.astype(np.float32, copy=False)

    def _filter(self) -> np.ndarray:
        from scipy.signal import firwin2

        half = SAMPLE_RATE_HZ / 2
        frequencies = np.concatenate([[0.0], tone_band_hz(), [half]])
        decibels = np.pad(self.tone_db.astype(np.float64), 1, mode="edge")
        return np.asarray(firwin2(_TAPS, frequencies, 10 ** (decibels / 20), fs=SAMPLE_RATE_HZ))


@dataclass(frozen=True, eq=False)
class PersonalVoice:
    """A voice for Kokoro; its style pack is factorised: style[n - 1] = mean + coef[n - 1] @ basis.

    Attributes:
        mean: float32 [256].
        coef: float32 [510, rank].
        basis: float32 [rank, 256].
        shaping: What is done to the sound.
    """

    mean: np.ndarray
    coef: np.ndarray
    basis: np.ndarray
    shaping: Shaping = field(default_factory=Shaping)

    @classmethod
    def of_pack(cls, pack: np.ndarray, shaping: Shaping, rank: int = 16) -> PersonalVoice:
        """Factorises a style pack, float [510, 256], into its principal components."""
        mean = pack.mean(axis=0)
        around = pack - mean
        basis = np.linalg.eigh(around.T @ around).eigenvectors[:, : -rank - 1 : -1].T
        coef, mean, basis = (part.astype(np.float32) for part in (around @ basis.T, mean, basis))
        return cls(mean, coef, basis, shaping)

    def style(self, token_count: int) -> np.ndarray:
        """Style for a pass of `token_count` tokens (1 to 510, pads not counted): float32 [256]."""
        return self.mean + self.coef[token_count - 1] @ self.basis

    def to_bytes(self) -> bytes:
        """The voice as a safetensors file with JSON in the metadata; the same voice gives the same bytes."""
        scalars = {
            "version": _VERSION,
            "formant_ratio": self.shaping.formant_ratio,
            "gain_db": self.shaping.gain_db,
        }
        tensors = {"mean": self.mean, "coef": self.coef, "basis": self.basis, "tone_db": self.shaping.tone_db}
        metadata = {_FORMAT: json.dumps(scalars)}  # one entry: the library shuffles several
        return save({name: np.ascontiguousarray(t, np.float32) for name, t in tensors.items()}, metadata)

    @classmethod
    def from_bytes(cls, content: bytes) -> PersonalVoice:
        """Reads what `to_bytes` wrote; nothing in it is executed.

        Raises:
            ValueError: It is no such file, or something in it is out of bounds; the message names it.
        """
        try:
            scalars = json.loads(metadata_of(content)[_FORMAT])
            version, ratio, gain = (scalars[name] for name in ("version", "formant_ratio", "gain_db"))
            tensors = load(content)
        except (SafetensorError, ValueError, KeyError, TypeError) as error:
            raise ValueError(f"voice: damaged ({error})") from error
        if version != _VERSION:
            raise ValueError(f"voice: of version {version!r}, not {_VERSION}; it may need a newer Voxrig")
        rank = len(tensors["basis"]) if "basis" in tensors and tensors["basis"].ndim else 0
        _check("rank", rank, 1, MAX_RANK)
        for name, shape in {
            "mean": (STYLE_SIZE,),
            "coef": (MAX_TOKENS, rank),
            "basis": (rank, STYLE_SIZE),
            "tone_db": (TONE_BANDS,),
        }.items():
            _check_tensor(name, tensors.get(name), shape)
        _check("formant_ratio", ratio, *RATIOS)
        _check("gain_db", gain, -GAIN_LIMIT_DB, GAIN_LIMIT_DB)
        _check("tone_db", float(np.abs(tensors["tone_db"]).max()), 0, TONE_LIMIT_DB)
        shaping = Shaping(float(ratio), tensors["tone_db"], float(gain))
        return cls(tensors["mean"], tensors["coef"], tensors["basis"], shaping)


def _check(name: str, value: object, low: float, high: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"voice: {name} is {value!r}, not {low} to {high}")


def _check_tensor(name: str, tensor: np.ndarray | None, shape: tuple[int, ...]) -> None:
    if tensor is None or tensor.dtype != np.float32 or tensor.shape != shape:
        raise ValueError(f"voice: {name} is not float32 {list(shape)}")
    if not np.isfinite(tensor).all():
        raise ValueError(f"voice: {name} holds a value that is not finite")
