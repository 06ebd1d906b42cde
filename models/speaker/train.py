# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the surrogate on Kokoro's own speech: `python -m models.speaker.train`.

Kokoro speaks voices from all over its space; each clip is heard at two formant ratios and under three tones,
which costs no further speech. The weights and a report of the run are written beside this file.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import soxr
import torch
from safetensors.torch import save_file
from torch import nn

from models.kokoro import SAMPLE_RATE_HZ, load_runtime
from models.speaker import corpus
from models.speaker.encoder import EMBEDDING_SIZE, SpeakerEncoder
from models.speaker.features import Features, cepstral_basis, mel_cepstra
from models.speaker.space import COORDINATES, VoiceSpace
from models.speaker.surrogate import (
    TONE_SIZE,
    TONE_SPREAD,
    WEIGHTS_FILE,
    Surrogate,
    normalised,
    split,
)

REPORT_FILE = "surrogate.json"
_TONES = 3
_RATIO_JITTER = 0.06
_TESTED_SHARE = 0.1
_EPOCHS = 80
_BATCH = 128
_LEARNING_RATE = 1e-3
_WEIGHT_DECAY = 3e-3
_EMBEDDING_LOSS = 20.0

_log = logging.getLogger("models.speaker.train")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m models.speaker.train", description=__doc__)
    parser.add_argument("--clips", type=int, default=1000, help="clips of the corpus")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True, help="keeps the corpus; a run can be resumed")
    parser.add_argument("--streams", type=int, default=2, help="clips spoken at once")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    recipes = [corpus.recipe(index, arguments.seed) for index in range(arguments.clips)]
    paths = corpus.speak(recipes, arguments.folder, load_runtime("cpu", threads=1), arguments.streams)
    voices, features, clips = _listen(recipes, paths, arguments.seed)
    surrogate, report = train(voices, features, clips, arguments.seed)
    folder = Path(__file__).parent
    half = {name: tensor.half().contiguous() for name, tensor in surrogate.state_dict().items()}
    save_file(half, folder / WEIGHTS_FILE)
    report = {"clips": arguments.clips, "seed": arguments.seed, **report}
    (folder / REPORT_FILE).write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    _log.info("%s", json.dumps(report, indent=2))


def _listen(
    recipes: Sequence[corpus.Recipe], paths: Iterable[Path], seed: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Inputs [n, 67], features [n, 271] and the number of the clip [n] of all variants of all clips."""
    torch.set_num_threads(1)  # Kokoro speaks beside it
    voices, features, clips = [], [], []
    for index, (recipe, path) in enumerate(zip(recipes, paths, strict=True)):
        kept = path.with_suffix(".features.npz")
        if not kept.exists():
            rng = np.random.default_rng([seed, index, 1])
            made = _variants(np.load(path).astype(np.float32), recipe, rng)
            temporary = kept.with_suffix(".part.npz")
            np.savez(temporary, voices=made[0], features=made[1])
            temporary.replace(kept)
        with np.load(kept) as stored:
            voices.append(stored["voices"])
            features.append(stored["features"])
        clips.append(np.full(len(voices[-1]), index))
        if index % 50 == 49:
            _log.info("%d clips", index + 1)
    return (
        torch.from_numpy(np.concatenate(voices)),
        torch.from_numpy(np.concatenate(features)),
        torch.from_numpy(np.concatenate(clips)),
    )


def _variants(
    audio: np.ndarray, recipe: corpus.Recipe, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """A clip at its own formant ratio and at one near it, plain and under two tones each."""
    voices, features = [], []
    for jitter in (0.0, rng.uniform(-_RATIO_JITTER, _RATIO_JITTER)):
        ratio = recipe.ratio * np.exp(jitter)
        heard = Features.of(soxr.resample(audio, SAMPLE_RATE_HZ * ratio, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
        for number in range(_TONES):
            tone = rng.normal(size=TONE_SIZE) * TONE_SPREAD * min(number, 1)
            voices.append([*recipe.coordinates, np.log(ratio), *tone])
            features.append(_under(heard, tone))
    return np.array(voices, np.float32), np.array(features, np.float32)


def _under(heard: Features, tone: np.ndarray) -> np.ndarray:
    """Features [271] of a voice under a tone."""
    mel = heard.mel * np.exp(tone @ cepstral_basis()[:TONE_SIZE])
    mel = (mel * (heard.mel.mean() / mel.mean())).astype(np.float32)
    with torch.inference_mode():
        embedding = SpeakerEncoder.load().embed_mel(torch.from_numpy(mel)).numpy()
    pitch = (np.log(heard.pitch_hz), heard.pitch_spread)
    return np.concatenate([embedding, pitch, mel_cepstra(mel).mean(axis=0)])


def train(
    voices: torch.Tensor, features: torch.Tensor, clips: torch.Tensor, seed: int
) -> tuple[Surrogate, dict[str, float]]:
    """Fits the networks; every tenth clip is kept for testing.

    Returns:
        The networks, and how well they predict the clips kept.
    """
    torch.set_num_threads(1)  # networks this small only wait for their threads
    torch.manual_seed(seed)
    tested = clips % round(1 / _TESTED_SHARE) == 3
    surrogate = Surrogate()
    surrogate.offset.copy_(features[~tested].mean(dim=0))
    surrogate.scale.copy_(features[~tested].std(dim=0) + 1e-4)
    surrogate.scale[:EMBEDDING_SIZE] = surrogate.scale[:EMBEDDING_SIZE].mean()
    surrogate.stock.copy_(_stock_embeddings(voices, features, clips))
    for member in surrogate.members:
        _fit(member, surrogate, voices[~tested], features[~tested])
    surrogate.eval().requires_grad_(False)
    predicted, heard = split(surrogate(voices[tested])), split(features[tested])
    cosine = nn.functional.cosine_similarity(predicted.embedding, heard.embedding)
    mean = nn.functional.cosine_similarity(surrogate.offset[None, :EMBEDDING_SIZE], heard.embedding)
    return surrogate, {
        "variants": len(voices),
        "tested clips": int(tested.sum()) // (2 * _TONES),
        "cosine of embeddings": round(float(cosine.mean()), 4),
        "cosine of the mean embedding": round(float(mean.mean()), 4),
        "pitch error, semitones": round(
            float((predicted.pitch - heard.pitch)[:, 0].abs().mean() * 12 / np.log(2)), 3
        ),
        "pitch spread error": round(float((predicted.pitch - heard.pitch)[:, 1].abs().mean()), 4),
        "cepstral error": round(float((predicted.cepstrum - heard.cepstrum).square().mean().sqrt()), 4),
    }


def _stock_embeddings(voices: torch.Tensor, features: torch.Tensor, clips: torch.Tensor) -> torch.Tensor:
    """Mean embedding of each stock voice as Kokoro speaks it."""
    plain = (voices[:, COORDINATES:] == 0).all(dim=1)
    count = len(VoiceSpace.load().ids)
    own = [plain & (clips < 2 * count) & (clips % count == voice) for voice in range(count)]
    return nn.functional.normalize(
        torch.stack([features[rows, :EMBEDDING_SIZE].mean(dim=0) for rows in own]), dim=1
    )


def _fit(member: nn.Module, surrogate: Surrogate, voices: torch.Tensor, features: torch.Tensor) -> None:
    inputs, targets = normalised(voices), (features - surrogate.offset) / surrogate.scale
    optimiser = torch.optim.AdamW(member.parameters(), _LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    batches = len(inputs) // _BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _LEARNING_RATE, total_steps=_EPOCHS * batches)
    for _ in range(_EPOCHS):
        for chosen in torch.randperm(len(inputs))[: batches * _BATCH].split(_BATCH):
            loss = _loss(member(inputs[chosen]), targets[chosen], surrogate)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()


def _loss(predicted: torch.Tensor, heard: torch.Tensor, surrogate: Surrogate) -> torch.Tensor:
    """Cosine of the embeddings, squared error of the rest in standard deviations."""
    first, second = (
        (part * surrogate.scale + surrogate.offset)[:, :EMBEDDING_SIZE] for part in (predicted, heard)
    )
    cosine = nn.functional.cosine_similarity(first, second).mean()
    rest = (predicted - heard)[:, EMBEDDING_SIZE:].square().mean()
    return (
        _EMBEDDING_LOSS * (1 - cosine) + rest + 0.1 * (predicted - heard)[:, :EMBEDDING_SIZE].square().mean()
    )


if __name__ == "__main__":
    main()
