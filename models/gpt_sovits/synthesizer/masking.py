# SPDX-License-Identifier: GPL-3.0-or-later
"""Which frames of a padded batch are real."""

from __future__ import annotations

import torch
from torch import Tensor


def length_mask(reference: Tensor, lengths: Tensor | None = None) -> Tensor:
    """1 where a frame is real, 0 where it is padding.

    Args:
        reference: [batch, ..., frames]; gives shape, device and the type of a floating-point mask.
        lengths: int64 [batch] frames; None when all are real.

    Returns:
        [batch, 1, frames].
    """
    batch, frames = reference.shape[0], reference.shape[-1]
    if lengths is None:
        return reference.new_ones(batch, 1, frames)
    positions = torch.arange(frames, device=reference.device)
    return (positions < lengths[:, None, None]).to(reference.dtype)
