# SPDX-License-Identifier: GPL-3.0-or-later
"""The normalising flow between the prior's latent and the decoder's: couplings that only shift.

Dinh et al. 2014 (NICE), arXiv:1410.8516, as VITS uses it; volume is kept, so there is no determinant.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.gpt_sovits.synthesizer.config import SynthesizerConfig
from models.gpt_sovits.synthesizer.wavenet import WaveNet


class Coupling(nn.Module):
    """Shifts the second half of the channels by a function of the first."""

    def __init__(self, config: SynthesizerConfig) -> None:
        super().__init__()
        half = config.latent // 2
        self.pre = nn.Conv1d(half, config.hidden, 1)
        self.enc = WaveNet(config.hidden, config.wavenet_kernel, config.flow_layers, config.condition)
        self.post = nn.Conv1d(config.hidden, half, 1)

    def forward(self, x: Tensor, mask: Tensor, condition: Tensor, *, reverse: bool = False) -> Tensor:
        """[batch, latent, frames] to the same."""
        kept, moved = x.chunk(2, dim=1)
        shift = self.post(self.enc(self.pre(kept) * mask, mask, condition)) * mask
        return torch.cat([kept, (moved - shift) * mask if reverse else moved * mask + shift], dim=1)


class Flow(nn.Module):
    """Couplings, with the channels reversed between them so that each half gets moved."""

    def __init__(self, config: SynthesizerConfig) -> None:
        super().__init__()
        # In the official list each coupling is followed by a flip, which has no weights but takes a number.
        self.flows = nn.ModuleDict({str(2 * n): Coupling(config) for n in range(config.flow_couplings)})

    def forward(self, x: Tensor, mask: Tensor, condition: Tensor) -> Tensor:
        """Maps the posterior's latent to the prior's.

        Args:
            x: [batch, latent, frames].
            mask: [batch, 1, frames].
            condition: Timbre [batch, condition, 1].
        """
        for coupling in self.flows.values():
            x = coupling(x, mask, condition).flip(1)
        return x

    def inverse(self, x: Tensor, mask: Tensor, condition: Tensor) -> Tensor:
        """Maps the prior's latent to the decoder's, as in synthesis; shapes as in `forward`."""
        for coupling in reversed(list(self.flows.values())):
            x = coupling(x.flip(1), mask, condition, reverse=True)
        return x
