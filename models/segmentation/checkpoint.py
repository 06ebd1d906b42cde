# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads segmentation checkpoints: our safetensors, or pyannote.audio's own files without running code."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor
from torch.torch_version import TorchVersion

from models.weights import WeightsError

_CLASS = ("pyannote.audio.models.segmentation.PyanNet", "PyanNet")


@dataclass(frozen=True)
class Checkpoint:
    """What a file holds.

    Attributes:
        hyper_parameters: Arguments of PyanNet.
        specifications: As pyannote.audio pickled them, or as JSON has them.
        weights: State dict.
    """

    hyper_parameters: dict[str, Any]
    specifications: object
    weights: dict[str, Tensor]


def read_checkpoint(path: Path, safe_classes: Sequence[type]) -> Checkpoint:
    """Reads a file; nothing in it is executed.

    Args:
        path: .safetensors with "hyper_parameters" and "specifications" as JSON in its metadata, or a
            checkpoint as pyannote.audio writes them.
        safe_classes: The classes a pyannote.audio checkpoint may hold besides tensors.

    Raises:
        models.weights.WeightsError: The file is missing, unreadable or of another network.
    """
    if not path.is_file():
        raise WeightsError(f"there is no segmentation checkpoint {path}; give the path of one")
    try:
        if path.suffix == ".safetensors":
            return _read_safetensors(path)
        return _read_pickled(path, safe_classes)
    except (OSError, SafetensorError, pickle.UnpicklingError) as error:
        reason = str(error).partition("\n")[0]
        raise WeightsError(f"{path.name} cannot be read as a segmentation checkpoint: {reason}") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WeightsError(f"{path.name} is no segmentation checkpoint: {error!r}") from error


def _read_safetensors(path: Path) -> Checkpoint:
    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
        _require_pyannet(metadata.get("class"))
        return Checkpoint(
            hyper_parameters=json.loads(metadata["hyper_parameters"]),
            specifications=json.loads(metadata["specifications"]),
            weights={name: file.get_tensor(name) for name in file.keys()},  # noqa: SIM118 - no mapping
        )


def _read_pickled(path: Path, safe_classes: Sequence[type]) -> Checkpoint:
    try:
        with torch.serialization.safe_globals([TorchVersion, *safe_classes]):
            content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # other bytes make torch's reader fail in any way
        raise pickle.UnpicklingError(str(error)) from error
    own = content["pyannote.audio"]
    _require_pyannet(own["architecture"]["class"])
    # A network that was trained on keeps its loss function's weights beside its own.
    weights = {k: v for k, v in content["state_dict"].items() if not k.startswith("loss_func.")}
    return Checkpoint(dict(content["hyper_parameters"]), own["specifications"], weights)


def _require_pyannet(name: str | None) -> None:
    if name not in _CLASS:
        raise ValueError(f"its network is {name}, not PyanNet")
