# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether untrusted weights are those of a network, tensor by tensor."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from models.gpt_sovits.checkpoints.errors import CheckpointError, UnsafeCheckpointError
from models.gpt_sovits.loading import bare

_PRECISIONS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)


def plain_weights(weights: Mapping[object, object], size: int, name: str) -> dict[str, Tensor]:
    """Copies of tensors that share no memory, none wider than float32.

    Args:
        weights: As they were unpickled.
        size: Bytes of the file, which no sound file's tensors exceed: one number can pose as a million.
        name: The file's, for messages.

    Raises:
        CheckpointError: There are other things among them, or values that are no numbers.
        UnsafeCheckpointError: They would take more memory than the file.
    """
    tensors = {_key(key, name): _dense(key, value, name) for key, value in weights.items()}
    if sum(value.numel() * value.element_size() for value in tensors.values()) > size:
        raise UnsafeCheckpointError(f"{name}: its tensors claim more bytes than the file has")
    return {key: _plain(key, value, name) for key, value in tensors.items()}


def blueprint(build: Callable[[], nn.Module]) -> Mapping[str, Tensor]:
    """The state dict of a network that takes no memory; `build` makes it."""
    return bare(build).state_dict()


def check_shapes(draw: Callable[[], Mapping[str, Tensor]], weights: Mapping[str, Tensor], name: str) -> None:
    """Passes if weights are those that a network has, no more and no less.

    Args:
        draw: Gives the network's `blueprint`.
        weights: By the network's own keys.
        name: The file's, for messages.

    Raises:
        CheckpointError: There is no such network, or a key or a shape differs; the message names the first.
    """
    try:
        expected = draw()
    except Exception as error:  # sizes within bounds that do not go together fail in torch or in the network
        raise CheckpointError(f"{name}: its configuration fits no network ({error})") from error
    for what, keys in (
        ("lacks the weights", [key for key in expected if key not in weights]),
        ("has weights that the network has not:", [key for key in weights if key not in expected]),
    ):
        if keys:
            others = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
            raise CheckpointError(f"{name}: it {what} {keys[0]}{others}")
    for key, drawn in expected.items():
        if weights[key].shape != drawn.shape:
            raise CheckpointError(
                f"{name}: {key} has the shape {list(weights[key].shape)}, but its configuration asks for "
                f"{list(drawn.shape)}"
            )
        if weights[key].is_floating_point() != drawn.is_floating_point():
            raise CheckpointError(f"{name}: {key} is in {weights[key].dtype}, but {drawn.dtype} is needed")


def precision_of(weights: Mapping[str, Tensor]) -> str:
    """The lowest precision among weights, such as "float16"."""
    present = {value.dtype for value in weights.values()}
    lowest = next((each for each in _PRECISIONS if each in present), torch.float32)
    return str(lowest).removeprefix("torch.")


def _key(key: object, name: str) -> str:
    if not isinstance(key, str):
        raise CheckpointError(f"{name}: among its weights is the key {key!r:.40}, which is no name")
    return key


def _dense(key: object, value: object, name: str) -> Tensor:
    if not isinstance(value, Tensor) or value.layout != torch.strided:
        raise CheckpointError(f"{name}: {key} is no tensor but a {type(value).__name__}")
    if value.is_floating_point() and value.dtype not in _PRECISIONS:
        raise CheckpointError(f"{name}: {key} is in the precision {value.dtype}, which no voice has")
    return value


def _plain(key: str, value: Tensor, name: str) -> Tensor:
    dtype = torch.float32 if value.dtype == torch.float64 else value.dtype
    copy = torch.empty(value.shape, dtype=dtype).copy_(value.detach())
    if not torch.isfinite(copy).all():
        raise CheckpointError(f"{name}: {key} holds values that are no numbers; its training went wrong")
    return copy
