# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks from the weights of checkpoints, without initialising what is then overwritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import torch
from torch import Tensor, nn

Network = TypeVar("Network", bound=nn.Module)


def network_from_weights(build: Callable[[], Network], weights: Mapping[str, Tensor]) -> Network:
    """Builds a network around weights.

    Args:
        build: Makes it; it is called where nothing takes memory, so every tensor must be among the weights.
        weights: By key, in any precision. Those in float32 already become the network's own tensors.

    Returns:
        The network in float32 on the CPU or where the weights are, in evaluation mode.

    Raises:
        ValueError: Keys are missing or unknown, or shapes differ.
    """
    with torch.device("meta"):
        network = build()
    single = {key: value.float() if value.is_floating_point() else value for key, value in weights.items()}
    try:
        network.load_state_dict(single, assign=True)
    except RuntimeError as error:
        raise ValueError(f"weights: {error}") from error
    return network.eval()
