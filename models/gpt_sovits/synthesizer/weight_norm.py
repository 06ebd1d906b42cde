# SPDX-License-Identifier: GPL-3.0-or-later
"""Weight normalisation under the names of the official checkpoints.

Salimans and Kingma 2016, arXiv:1602.07868. Torch's parametrisation reads the old names `weight_g` and
`weight_v`; here it writes them too, so that a state dict has the official keys while it trains. For inference
the two are folded into one weight.
"""

from __future__ import annotations

from typing import Any, TypeVar

from torch import Tensor, nn
from torch.nn.utils import parametrizations, parametrize

Module = TypeVar("Module", bound=nn.Module)
_OLD_NAMES = {"original0": "weight_g", "original1": "weight_v"}


def weight_norm(module: Module) -> Module:
    """Normalises `module.weight` per output channel, in a transposed convolution per input channel."""
    parametrizations.weight_norm(module)
    module.register_state_dict_post_hook(_write_old_names)
    return module


def fold_weight_norm(network: nn.Module) -> None:
    """Replaces every normalised weight within by its value, in place; do so in float32, before lowering."""
    for module in list(network.modules()):
        if parametrize.is_parametrized(module, "weight"):
            parametrize.remove_parametrizations(module, "weight")


def _write_old_names(module: nn.Module, state: dict[str, Tensor], prefix: str, _metadata: Any) -> None:
    if not parametrize.is_parametrized(module, "weight"):  # Folded.
        return
    for new, old in _OLD_NAMES.items():
        state[f"{prefix}{old}"] = state.pop(f"{prefix}parametrizations.weight.{new}")
