# SPDX-License-Identifier: GPL-3.0-or-later
"""The weights behind the golden vectors: every tensor is a function of its key and its shape alone."""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor

FOLDER = Path(__file__).parent
_PRIOR_PROJECTIONS = ("enc_p.proj.weight", "enc_q.proj.weight")
_EMBEDDINGS = ("embedding.weight", "embeddings.weight")


def tensor(key: str, shape: Iterable[int]) -> Tensor:
    """The tensor named `key`: float32 with values exact in half precision, or int64 for a batch counter."""
    shape = tuple(shape)
    last = key.rsplit(".", 1)[-1]
    if last == "num_batches_tracked":
        return torch.zeros(shape, dtype=torch.int64)
    values = np.asarray(_values(key, last, shape))
    return torch.from_numpy(values.astype(np.float16).astype(np.float32))


def weights(shapes: Mapping[str, Iterable[int]], prefix: str = "") -> dict[str, Tensor]:
    """A state dict by the recipe.

    Args:
        shapes: Of each key, without the prefix.
        prefix: What real checkpoints put before each key: "model." for the text-to-semantic network, nothing
            for the synthesizer and the speaker network. The recipe's values depend on it.
    """
    return {key: tensor(prefix + key, shape) for key, shape in shapes.items()}


@functools.cache
def state_dict_shapes(network: str) -> dict[str, tuple[int, ...]]:
    """Keys and shapes of a full-size official network, e.g. "sovits_v2Pro"; see README.md for the names."""
    networks = json.loads((FOLDER / "state_dict_keys.json").read_bytes())
    return {key: tuple(shape) for key, shape in networks[network].items()}


@functools.cache
def arrays(name: str) -> dict[str, Tensor]:
    """Inputs ("in.…") and outputs ("out.…") of a fixture, e.g. "sovits_small/v2". Shared: do not write."""
    path = FOLDER / f"{name}.io.safetensors"
    return load_file(path if path.exists() else FOLDER / name / "io.safetensors")


def _values(key: str, last: str, shape: tuple[int, ...]) -> np.ndarray:
    if last in ("inited", "cluster_size"):
        return np.ones(shape)
    noise = np.random.RandomState(zlib.crc32(key.encode())).standard_normal(size=shape)
    if last == "running_var":
        return 1 + 0.1 * np.abs(noise)
    if last in ("weight_g", "alpha"):
        return 1 + 0.1 * noise
    if last in ("emb_rel_k", "emb_rel_v"):
        return 0.1 * noise
    if last in ("embed", "embed_avg") or key.endswith(_EMBEDDINGS):
        return noise
    if key.endswith("prelu.weight"):
        return 0.25 + 0.05 * noise
    if len(shape) <= 1:
        return 1 + 0.1 * noise if last in ("weight", "gamma") else 0.1 * noise
    return _matrix(key, last, noise)


def _matrix(key: str, last: str, noise: np.ndarray) -> np.ndarray:
    scaled = noise / np.sqrt(np.prod(noise.shape[1:]))
    if last == "in_proj_weight":
        scaled = 2 * scaled
    return 0.3 * scaled if key in _PRIOR_PROJECTIONS else scaled
