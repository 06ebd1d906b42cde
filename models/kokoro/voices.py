# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro's 54 stock voices: a style vector per voice and length of the pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from safetensors.numpy import load

from models.kokoro.runtime import MAX_TOKENS


class UnknownVoiceError(ValueError):
    """No stock voice has this id."""

    def __init__(self, voice_id: str) -> None:
        super().__init__(f"unknown voice {voice_id!r}")
        self.voice_id = voice_id


@dataclass(frozen=True)
class _Pack:
    """One voice, factorised: style[n - 1] = mean + coef[n - 1] @ basis."""

    mean: np.ndarray  # float32 [256]
    coef: np.ndarray  # float32 [510, 8]
    basis: np.ndarray  # float32 [8, 256]

    def style(self, token_count: int) -> np.ndarray:
        return self.mean + self.coef[token_count - 1] @ self.basis


class VoiceBank:
    """The stock voices by id ("af_heart")."""

    def __init__(self, packs: dict[str, _Pack]) -> None:
        self._packs = packs

    @classmethod
    def load(cls) -> VoiceBank:
        """Reads the voices that come with the package."""
        tensors = load((resources.files("models.kokoro") / "voices.safetensors").read_bytes())
        ids = sorted({name.partition("/")[0] for name in tensors})
        packs = {
            voice_id: _Pack(
                mean=tensors[f"{voice_id}/mean"].astype(np.float32),
                coef=tensors[f"{voice_id}/coef"].astype(np.float32),
                basis=tensors[f"{voice_id}/basis"].astype(np.float32),
            )
            for voice_id in ids
        }
        return cls(packs)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all voices, sorted."""
        return tuple(self._packs)

    def style(self, voice_id: str, token_count: int) -> np.ndarray:
        """Style of a voice for a pass of `token_count` tokens (pads not counted): float32 [256].

        Raises:
            UnknownVoiceError: No such voice.
            ValueError: token_count is not 1 to 510.
        """
        if voice_id not in self._packs:
            raise UnknownVoiceError(voice_id)
        if not 1 <= token_count <= MAX_TOKENS:
            raise ValueError(f"token_count: {token_count} is not 1 to {MAX_TOKENS}")
        return self._packs[voice_id].style(token_count)

    def blend(self, mix: Sequence[tuple[str, float]], token_count: int) -> np.ndarray:
        """Weighted mean of several voices' styles: float32 [256].

        Args:
            mix: (voice id, weight) pairs; weights are positive and need not sum to 1.
            token_count: Tokens of the pass, pads not counted.

        Raises:
            UnknownVoiceError: No such voice.
            ValueError: The mix is empty, a weight is not positive, or token_count is out of range.
        """
        weights = np.array([weight for _, weight in mix], np.float64)
        if weights.size == 0 or not np.all(np.isfinite(weights) & (weights > 0)):
            raise ValueError(f"mix: needs one or more voices with positive weights, not {mix!r}")
        styles = np.stack([self.style(voice_id, token_count) for voice_id, _ in mix])
        return ((weights / weights.sum()) @ styles).astype(np.float32)
