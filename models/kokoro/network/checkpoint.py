# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the network's weights come from: the packaged graph, an official checkpoint, or the hub."""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from safetensors.torch import load_file
from torch import Tensor

from models.kokoro.dequantise import dequantise
from models.kokoro.network.config import KokoroConfig
from models.kokoro.network.kokoro import KokoroNetwork
from models.kokoro.onnx_graph import PLAIN_SHA256, plain_graph
from models.weights import WeightsError, ensure_file, sha256_of

PACKAGED = "packaged"
HUB = "hub"

_HUB_REPOSITORY = "hexgrad/Kokoro-82M"
_HUB_REVISION = "f3ff3571791e39611d31c381e3a41a3af07b4987"
_HUB_FILE = "kokoro-v1_0.pth"
_HUB_SHA256 = "496dba118d1a58f5f3db2efc88dbdc216e0483fc89fe6e47ee1f2c53f18ad1e4"
_PACKAGED_VERSION = 1
_PARTS = ("bert", "bert_encoder", "predictor", "text_encoder", "decoder")
_UNUSED_IN_SPEECH = frozenset({"bert.pooler.weight", "bert.pooler.bias"})


def load_network(source: str | Path = PACKAGED, config: KokoroConfig | None = None) -> KokoroNetwork:
    """Build the network, in evaluation mode on the CPU, with weights from `source`.

    Args:
        source: "packaged" takes the weights of the int8 graph that comes with Voxrig, dequantised once into
            the user's cache; "hub" downloads the official checkpoint from the Hugging Face hub; anything
            else is the path of an official checkpoint such as kokoro-v1_0.pth.
        config: Sizes of the network; the default is Kokoro-82M v1.0.

    Raises:
        models.weights.WeightsError: The weights are missing, unreadable or those of another network.
    """
    if source == PACKAGED:
        weights, origin = load_file(packaged_weights()), "the packaged weights"
    else:
        path = download_official() if source == HUB else Path(source)
        weights, origin = read_official(path), str(path)
    network = KokoroNetwork(config)
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        raise WeightsError(f"{origin} do not fit Kokoro-82M v1.0: {error}") from error
    return network.eval()


def packaged_weights() -> Path:
    """The packaged graph's weights as safetensors (169 MB), made in the cache on first use.

    Raises:
        models.weights.WeightsError: The graph's packages are missing or damaged.
    """

    def build(target: Path) -> None:
        weights = {name: np.ascontiguousarray(value) for name, value in dequantise(plain_graph()).items()}
        save_file(weights, target, {"format": "pt", "source_sha256": PLAIN_SHA256})

    return ensure_file(f"kokoro-v1.0-torch{_PACKAGED_VERSION}-{PLAIN_SHA256[:8]}.safetensors", build)


def read_official(path: Path) -> dict[str, Tensor]:
    """Weights of an official checkpoint by our parameter names, weight normalisation folded in.

    The file is a pickle, read with `weights_only=True`: it can hold tensors and containers, never code. It
    maps each part of the network to a state dict whose keys may begin with "module." (data-parallel training
    leaves it there).

    Raises:
        models.weights.WeightsError: No such file, or not a Kokoro checkpoint.
    """
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise WeightsError(
            f"there is no Kokoro checkpoint at {path}; give the path of {_HUB_FILE}"
        ) from error
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise WeightsError(
            f"{path} is not a file of plain weights, or damaged; "
            f"give the path of {_HUB_FILE} from {_HUB_REPOSITORY}"
        ) from error
    if not isinstance(checkpoint, Mapping) or not set(_PARTS) <= checkpoint.keys():
        raise WeightsError(f"{path} is not a Kokoro checkpoint: it lacks the parts {', '.join(_PARTS)}")
    named = {
        f"{part}.{key.removeprefix('module.')}": tensor
        for part in _PARTS
        for key, tensor in checkpoint[part].items()
    }
    return fold_weight_norm({name: tensor for name, tensor in named.items() if name not in _UNUSED_IN_SPEECH})


def fold_weight_norm(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Replace each pair weight_g, weight_v by weight = g v / |v|, with |v| over all axes but the first."""
    folded: dict[str, Tensor] = {}
    for name, tensor in weights.items():
        if name.endswith(".weight_v"):
            gain = weights[f"{name.removesuffix('_v')}_g"]
            norm = torch.linalg.vector_norm(tensor, dim=tuple(range(1, tensor.ndim)), keepdim=True)
            folded[name.removesuffix("_v")] = gain * tensor / norm
        elif not name.endswith(".weight_g"):
            folded[name] = tensor
    return folded


def download_official() -> Path:
    """Fetch the official checkpoint (327 MB) from the Hugging Face hub, or find it in the hub's own cache.

    Raises:
        models.weights.WeightsError: The hub's client is missing, the hub is out of reach, or the file is
        damaged.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        import huggingface_hub  # only for those who ask for the hub
    except ModuleNotFoundError as error:
        raise WeightsError(
            "the hub's client is not installed; get it with: python -m pip install huggingface-hub"
        ) from error
    way_out = f'use source="{PACKAGED}", or get the file by other means and give its path'
    try:
        path = Path(huggingface_hub.hf_hub_download(_HUB_REPOSITORY, _HUB_FILE, revision=_HUB_REVISION))
    except OSError as error:  # the base of the hub's own errors
        raise WeightsError(
            f"cannot get {_HUB_FILE} of {_HUB_REPOSITORY} from the Hugging Face hub ({error}); {way_out}"
        ) from error
    if sha256_of(path) != _HUB_SHA256:
        raise WeightsError(f"{path} is damaged (its SHA-256 is not {_HUB_SHA256}): delete it, or {way_out}")
    return path
