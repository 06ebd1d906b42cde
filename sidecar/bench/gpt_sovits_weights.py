# SPDX-License-Identifier: GPL-3.0-or-later
"""Random voices of GPT-SoVITS in the official file formats: real sizes, real cost, no meaning.

Values are scaled so that each layer keeps the size of what it is given. The rows of the output that end a
line, or that GSV-TTS-Lite refuses at its beginning, are zero: no such token is ever among the likeliest, so
lines last as long as they are let and both programs may draw the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.gpt_sovits.loading import bare
from models.gpt_sovits.synthesizer import Synthesizer, SynthesizerConfig
from models.gpt_sovits.text_to_semantic import SemanticConfig, TextToSemantic
from models.gpt_sovits.text_to_semantic.network import OFFICIAL_PREFIX

REFUSED_TOKENS = (280, 486)
"""Breath and silence, which GSV-TTS-Lite lets no line begin with."""
_QUIET = 0.3
"""Keeps the exponential of the prior's spread near 1."""
_ONES = ("weight", "gamma", "alpha", "weight_g", "inited", "cluster_size")
_TABLES = ("embed", "embed_avg", "word_embeddings.weight", "text_embedding.weight")


def random_weights(build: Callable[[], nn.Module], seed: int) -> dict[str, Tensor]:
    """Weights for a network, float32 with values that are exact in half precision; one seed, one result."""
    generator = torch.Generator().manual_seed(seed)
    return {key: _draw(key, value.shape, generator) for key, value in bare(build).state_dict().items()}


def write_gpt(path: Path, config: SemanticConfig, seed: int) -> Path:
    """A GPT file (.ckpt) of random weights."""
    weights = random_weights(lambda: TextToSemantic(config), seed)
    silenced = [*(token for token in REFUSED_TOKENS if token < config.tokens), config.end]
    weights["ar_predict_layer.weight"][silenced] = 0
    named = {f"{OFFICIAL_PREFIX}{key}": value for key, value in weights.items()}
    return _write(path, named, semantic_settings(config))


def write_sovits(path: Path, config: SynthesizerConfig, seed: int) -> Path:
    """A SoVITS file (.pth) of random weights, without the posterior encoder, as trained voices have it."""
    weights = random_weights(lambda: Synthesizer(config, posterior=False), seed)
    return _write(path, weights, synthesizer_settings(config))


def semantic_settings(config: SemanticConfig) -> dict[str, Any]:
    """The official configuration of these sizes."""
    model = {
        "vocab_size": config.classes,
        "phoneme_vocab_size": config.phones,
        "embedding_dim": config.width,
        "hidden_dim": config.width,
        "head": config.heads,
        "linear_units": config.inner,
        "n_layer": config.layers,
        "dropout": 0,
        "EOS": config.end,
    }
    return {"model": model, "data": {"max_sec": config.max_seconds}}


def synthesizer_settings(config: SynthesizerConfig) -> dict[str, Any]:
    """The official configuration of these sizes."""
    decoder = config.decoder
    model = {
        "inter_channels": config.latent,
        "hidden_channels": config.hidden,
        "filter_channels": config.filter,
        "n_heads": config.heads,
        "n_layers": config.layers,
        "kernel_size": config.kernel,
        "p_dropout": config.dropout,
        "resblock": "1",
        "resblock_kernel_sizes": list(decoder.resblock_kernels),
        "resblock_dilation_sizes": [list(each) for each in decoder.resblock_dilations],
        "upsample_rates": list(decoder.upsample_rates),
        "upsample_initial_channel": decoder.channels,
        "upsample_kernel_sizes": list(decoder.upsample_kernels),
        "gin_channels": config.condition,
        "semantic_frame_rate": {1: "50hz", 2: "25hz"}[config.frames_per_token],
        "freeze_quantizer": True,
        "version": config.version.value,
    }
    hop = decoder.samples_per_frame
    return {
        "model": model,
        "data": {"filter_length": 2 * (config.spectrum_bins - 1), "hop_length": hop, "n_speakers": 300},
        "train": {"segment_size": hop * config.segment_frames},
    }


def _write(path: Path, weights: Mapping[str, Tensor], settings: Mapping[str, Any]) -> Path:
    halves = {key: value.half() for key, value in weights.items()}
    torch.save({"weight": halves, "config": settings, "info": "random"}, path)
    return path


def _draw(key: str, shape: torch.Size, generator: torch.Generator) -> Tensor:
    name = key.rsplit(".", 1)[-1]
    if key.endswith(_TABLES):
        values = torch.randn(shape, generator=generator)
    elif name in _ONES and shape.numel() == max(shape):
        values = torch.full(shape, 0.25 if key == "prelu.weight" else 1.0)
    elif len(shape) == 1:
        values = torch.randn(shape, generator=generator) * 0.1
    else:
        values = torch.randn(shape, generator=generator) / shape[1:].numel() ** 0.5
    return (values * _QUIET if key == "enc_p.proj.weight" else values).half().float()
