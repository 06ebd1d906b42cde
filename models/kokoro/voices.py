# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro's 54 stock voices and personal ones: a style vector per voice and length of the pass."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from safetensors.numpy import load

from models.kokoro.personal import PersonalVoice, Shaping
from models.kokoro.runtime import MAX_TOKENS

PERSONAL = "sha256:"
"""What the ids of personal voices start with: an id is the digest of the voice's content."""
VOICES_FILE = "voices.safetensors"
_MOST_READ = 64
_UNSHAPED = Shaping()


class UnknownVoiceError(ValueError):
    """No voice has this id."""

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
    """The stock voices by id ("af_heart"), and personal ones by digest. May be used by several threads."""

    def __init__(self, packs: dict[str, _Pack], artefacts: Callable[[str], bytes] | None = None) -> None:
        self._packs = packs
        self._artefacts = artefacts
        self._personal: OrderedDict[str, PersonalVoice] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def load(cls, artefacts: Callable[[str], bytes] | None = None) -> VoiceBank:
        """Reads the voices that come with the package.

        Args:
            artefacts: Reads a personal voice's content by its id; without it there are only those of `keep`.
        """
        tensors = load((resources.files("models.kokoro") / VOICES_FILE).read_bytes())
        ids = sorted({name.partition("/")[0] for name in tensors})
        packs = {
            voice_id: _Pack(
                mean=tensors[f"{voice_id}/mean"].astype(np.float32),
                coef=tensors[f"{voice_id}/coef"].astype(np.float32),
                basis=tensors[f"{voice_id}/basis"].astype(np.float32),
            )
            for voice_id in ids
        }
        return cls(packs, artefacts)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the stock voices, sorted."""
        return tuple(self._packs)

    def keep(self, content: bytes) -> str:
        """Takes a personal voice in that is stored nowhere; it stays until some sixty others were used.

        Returns:
            Its id.

        Raises:
            ValueError: The content is not a voice; see `PersonalVoice.from_bytes`.
        """
        voice_id = PERSONAL + hashlib.sha256(content).hexdigest()
        self._remember(voice_id, PersonalVoice.from_bytes(content))
        return voice_id

    def style(self, voice_id: str, token_count: int) -> np.ndarray:
        """Style of a voice for a pass of `token_count` tokens (pads not counted): float32 [256].

        Raises:
            UnknownVoiceError: No such voice.
            ValueError: token_count is not 1 to 510, or the personal voice is damaged.
        """
        voice = self._find(voice_id)
        if not 1 <= token_count <= MAX_TOKENS:
            raise ValueError(f"token_count: {token_count} is not 1 to {MAX_TOKENS}")
        return voice.style(token_count)

    def blend(self, mix: Sequence[tuple[str, float]], token_count: int) -> np.ndarray:
        """Weighted mean of several voices' styles: float32 [256].

        Args:
            mix: (voice id, weight) pairs; weights are positive and need not sum to 1.
            token_count: Tokens of the pass, pads not counted.

        Raises:
            UnknownVoiceError: No such voice.
            ValueError: The mix is empty, a weight is not positive, or token_count is out of range.
        """
        weights = _weights(mix)
        styles = np.stack([self.style(voice_id, token_count) for voice_id, _ in mix])
        return (weights @ styles).astype(np.float32)

    def shaping(self, mix: Sequence[tuple[str, float]]) -> Shaping:
        """What a blend does to the sound: nothing, if its voices are all stock voices.

        Raises:
            UnknownVoiceError: No such voice.
            ValueError: The mix is empty or a weight is not positive.
        """
        weights = _weights(mix)
        voices = [self._find(voice_id) for voice_id, _ in mix]
        if not any(isinstance(voice, PersonalVoice) for voice in voices):
            return _UNSHAPED
        parts = [voice.shaping if isinstance(voice, PersonalVoice) else _UNSHAPED for voice in voices]
        return Shaping.blend(parts, weights)

    def _find(self, voice_id: str) -> _Pack | PersonalVoice:
        if voice_id in self._packs:
            return self._packs[voice_id]
        with self._lock:
            if voice_id in self._personal:
                self._personal.move_to_end(voice_id)
                return self._personal[voice_id]
        if self._artefacts is None or not voice_id.startswith(PERSONAL):
            raise UnknownVoiceError(voice_id)
        voice = PersonalVoice.from_bytes(self._artefacts(voice_id))
        self._remember(voice_id, voice)
        return voice

    def _remember(self, voice_id: str, voice: PersonalVoice) -> None:
        with self._lock:
            self._personal[voice_id] = voice
            self._personal.move_to_end(voice_id)
            if len(self._personal) > _MOST_READ:
                self._personal.popitem(last=False)


def _weights(mix: Sequence[tuple[str, float]]) -> np.ndarray:
    """Weights that sum to 1: float64 [voices]."""
    weights = np.array([weight for _, weight in mix], np.float64)
    if weights.size == 0 or not np.all(np.isfinite(weights) & (weights > 0)):
        raise ValueError(f"mix: needs one or more voices with positive weights, not {mix!r}")
    return weights / weights.sum()
