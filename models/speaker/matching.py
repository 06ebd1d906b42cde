# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the voice of Kokoro's that is most like a recording.

The surrogate is searched, by gradient, for a voice whose features are the recording's: embedding, pitch and
mel cepstrum together, for an embedding alone can be met by a voice that sounds different. What is found is
spoken and measured, and the search goes on with what the surrogate got wrong there added to its predictions;
each time another sentence is spoken, and the mean of the errors taken: no sentence's own sounds shall count.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import torch
from torch import nn

from models.kokoro import SAMPLE_RATE_HZ
from models.kokoro.personal import PersonalVoice, Shaping
from models.speaker import corpus
from models.speaker.features import Features, cepstral_basis
from models.speaker.space import COORDINATES, PROSODY_SIZE, TIMBRE_SIZE
from models.speaker.surrogate import RATIO_SPREAD, TONE_SIZE, TONE_SPREAD, VOICE_SIZE, Surrogate, split

_SPOKEN = (0, 1, 3)
"""Sentences of the corpus that are spoken, a round each; statements, for questions are higher."""
_EMBEDDING, _CEPSTRUM, _PITCH, _PITCH_SPREAD = 10.0, 1.5, 0.3, 0.05
_COORDINATES_PRIOR, _RATIO_PRIOR, _TONE_PRIOR = 0.4, 0.02, 0.3
_FAR, _CLEAR_SPREAD = 30.0, 0.7
"""Words get lost where a half of the style lies further from the mean voice than this (root mean square)."""
_TRUST = 0.6
_SEMITONES_PER_NEPER = 12 / np.log(2)
_SPREAD_SCALE = 0.06
_MAX_LOG_RATIO = 0.18
_MAX_TONE_DB = 12.0
_NEPER_DB = 10 / np.log(10)
_DRAWN, _STARTS = 1400, 4
_DRAWING_SEED = 99
_FIRST_STEPS, _LATER_STEPS = 150, 100
_STEP, _LAST_STEP = 0.05, 0.005
_SCALE = torch.tensor([*[1.0] * COORDINATES, RATIO_SPREAD, *TONE_SPREAD])

Speak = Callable[[PersonalVoice, str], np.ndarray]
"""(voice, phonemes) -> float32 [n] at 24 kHz."""


def match_voice(reference: Features, speak: Speak) -> PersonalVoice:
    """Finds a voice; speaks three sentences on the way.

    Args:
        reference: What it shall sound like.
        speak: Speaks with a voice.

    Returns:
        The voice, at the level it happens to have.
    """
    target = _Target(reference)
    voice = target.search(_starts(target), _FIRST_STEPS)
    errors = []
    for sentence in _SPOKEN:
        heard = Features.of(speak(personal_voice(voice), corpus.sentences()[sentence]), SAMPLE_RATE_HZ)
        errors.append(heard.vector() - Surrogate.load().predict(voice))
        around = torch.from_numpy(voice)[None]
        voice = target.search(around, _LATER_STEPS, np.mean(errors, axis=0), around)
    return personal_voice(voice)


def personal_voice(voice: np.ndarray) -> PersonalVoice:
    """What a point of the search is to Kokoro.

    Args:
        voice: float32 [67]: coordinates, logarithm of the formant ratio, tone.
    """
    coordinates, log_ratio, tone = np.split(voice, [COORDINATES, COORDINATES + 1])
    decibels = np.clip(tone @ cepstral_basis()[:TONE_SIZE] * _NEPER_DB, -_MAX_TONE_DB, _MAX_TONE_DB)
    shaping = Shaping(float(np.exp(log_ratio[0])), decibels.astype(np.float32))
    return PersonalVoice.of_pack(corpus.pack(coordinates), shaping)


class _Target:
    """How far predicted voices are from a reference."""

    def __init__(self, reference: Features) -> None:
        self._embedding = torch.from_numpy(reference.embedding)
        self._pitch = torch.tensor([np.log(reference.pitch_hz), reference.pitch_spread], dtype=torch.float32)
        self._cepstrum = torch.from_numpy(reference.cepstrum).float()
        self._precision = torch.from_numpy(np.linalg.inv(reference.covariance)).float()

    def distances(self, voices: torch.Tensor, error: torch.Tensor | None = None) -> torch.Tensor:
        """Of voices [n, 67], whose predicted features are wrong by an error [271]: [n]."""
        features = Surrogate.load()(voices)
        predicted = split(features if error is None else features + error)
        cosine = nn.functional.normalize(predicted.embedding, dim=1) @ self._embedding
        pitch, spread = (predicted.pitch - self._pitch).T
        cepstrum = predicted.cepstrum - self._cepstrum
        mahalanobis = ((cepstrum @ self._precision) * cepstrum).sum(dim=1) / 8  # as in `cepstral_distance`
        return (
            _EMBEDDING * (1 - cosine)
            + _CEPSTRUM * mahalanobis
            + _PITCH * (pitch * _SEMITONES_PER_NEPER).square()
            + _PITCH_SPREAD * (spread / _SPREAD_SCALE).square()
            + _prior(voices)
        )

    def search(
        self,
        starts: torch.Tensor,
        steps: int,
        error: np.ndarray | None = None,
        around: torch.Tensor | None = None,
    ) -> np.ndarray:
        """Descends from voices [n, 67] and gives the best voice found, float32 [67].

        Args:
            starts: Where to begin.
            steps: How long to go on.
            error: What the surrogate gets wrong hereabouts: [271].
            around: Stay near this voice, [1, 67].
        """
        wrong = None if error is None else torch.from_numpy(error).float()
        free = (starts / _SCALE).requires_grad_(True)
        optimiser = torch.optim.Adam([free], _STEP)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps, _LAST_STEP)
        for _ in range(steps):
            voices = _bounded(free * _SCALE)
            loss = self.distances(voices, wrong)
            if around is not None:
                loss = loss + _TRUST * ((voices - around) / _SCALE).square().mean(dim=1)
            optimiser.zero_grad()
            loss.sum().backward()
            optimiser.step()
            schedule.step()
        with torch.no_grad():
            voices = _bounded(free * _SCALE)
            return voices[self.distances(voices, wrong).argmin()].numpy()


def _prior(voices: torch.Tensor) -> torch.Tensor:
    """How unusual voices are, so that no feature is bought with a freak or with clear speech: [n]."""
    parts = (voices / _SCALE).square().split([TIMBRE_SIZE, PROSODY_SIZE, 1, TONE_SIZE], dim=1)
    timbre, prosody, ratio, tone = parts
    spreads = torch.stack([timbre.mean(dim=1), prosody.mean(dim=1)]).clamp_min(1e-9).sqrt()
    return (
        _COORDINATES_PRIOR * torch.cat([timbre, prosody], dim=1).mean(dim=1)
        + _FAR * (spreads - _CLEAR_SPREAD).clamp_min(0).square().sum(dim=0)
        + _RATIO_PRIOR * ratio[:, 0]
        + _TONE_PRIOR * tone.mean(dim=1)
    )


def _bounded(voices: torch.Tensor) -> torch.Tensor:
    """Keeps the formant ratio within what speech bears."""
    coordinates, ratio, tone = voices.split([COORDINATES, 1, TONE_SIZE], dim=1)
    return torch.cat([coordinates, _MAX_LOG_RATIO * torch.tanh(ratio / _MAX_LOG_RATIO), tone], dim=1)


def _starts(target: _Target) -> torch.Tensor:
    """The best of many voices drawn from all over the space: [4, 67]."""
    voices = _drawn()
    with torch.no_grad():
        return voices[target.distances(voices).argsort()[:_STARTS]]


@cache
def _drawn() -> torch.Tensor:
    drawn = torch.zeros(_DRAWN, VOICE_SIZE)
    for row, index in zip(drawn, range(_DRAWN), strict=True):
        recipe = corpus.recipe(index, _DRAWING_SEED)
        row[:COORDINATES] = torch.from_numpy(recipe.coordinates)
        row[COORDINATES] = np.log(recipe.ratio)
    return drawn
