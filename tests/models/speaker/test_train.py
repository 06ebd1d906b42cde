# SPDX-License-Identifier: GPL-3.0-or-later
"""Training goes from recipes to networks, and a run that was cut off goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.speaker import train
from models.speaker.surrogate import FEATURES, VOICE_SIZE

pytestmark = pytest.mark.unit


def test_networks_learn_what_can_be_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "_EPOCHS", 8)
    generator = torch.Generator().manual_seed(0)
    clips = torch.arange(120).repeat_interleave(6)
    voices = torch.randn(len(clips), VOICE_SIZE, generator=generator)
    voices[::6, 56:] = 0  # each clip is heard plain too
    features = voices @ torch.randn(VOICE_SIZE, FEATURES, generator=generator) + 3
    surrogate, report = train.train(voices, features, clips, seed=1)
    assert report["cosine of embeddings"] > 1.2 * report["cosine of the mean embedding"]
    assert torch.linalg.vector_norm(surrogate.stock, dim=1) == pytest.approx(1.0, abs=1e-5)


def test_what_was_heard_is_not_listened_to_again(tmp_path: Path) -> None:
    recipe = train.corpus.recipe(200, 1)
    path = tmp_path / "00200.npy"
    np.savez(
        path.with_suffix(".features.npz"),
        voices=np.ones((6, VOICE_SIZE), np.float32),
        features=np.ones((6, FEATURES), np.float32),
    )
    voices, features, clips = train._listen([recipe], [path], seed=1)  # the clip itself is not there
    assert (voices.shape, features.shape, clips.tolist()) == ((6, VOICE_SIZE), (6, FEATURES), [0] * 6)
