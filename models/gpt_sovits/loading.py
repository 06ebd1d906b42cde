# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks from the weights of checkpoints, without initialising what is then overwritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

Network = TypeVar("Network", bound=nn.Module)

_DRAWS = (Tensor.normal_, Tensor.uniform_)


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
    network = bare(build)
    single = {key: value.float() if value.is_floating_point() else value for key, value in weights.items()}
    try:
        network.load_state_dict(single, assign=True)
    except RuntimeError as error:
        raise ValueError(f"weights: {error}") from error
    return network.eval()


def bare(build: Callable[[], Network]) -> Network:
    """A network of shapes alone: its tensors take no memory, and none is initialised."""
    with torch.device("meta"), _Uninitialised():
        return build()


class _Uninitialised(TorchFunctionMode):
    """Leaves tensors as they were made, so that nothing is computed while a network is built.

    Torch computes shapes on the meta device with its reference implementations, which take seconds to load.
    """

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if func in _DRAWS:
            return args[0]
        if getattr(func, "__module__", None) == nn.init.__name__:
            return kwargs["tensor"]
        if func is torch.norm_except_dim:  # the magnitudes that weight normalisation begins with
            weight, _, kept = args
            return weight.new_empty([size if dim == kept else 1 for dim, size in enumerate(weight.shape)])
        return func(*args, **kwargs)
