# SPDX-License-Identifier: GPL-3.0-or-later
"""ERes2NetV2, a speaker verification network (Chen et al. 2024, arXiv:2406.02167); 3D-Speaker's w24s4ep4.

Attribute names are those of its published checkpoint. GPT-SoVITS takes the fused map before the pooling, not
the 192 numbers that the network was trained to give.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.gpt_sovits.loading import network_from_weights
from models.gpt_sovits.speaker_vector.fusion import AttentiveFusion

MEL_BANDS = 80
_BLOCKS = (3, 4, 6, 3)
_BASE_WIDTH = 24
_SCALE = 4
_EXPANSION = 4
_EMBEDDING_SIZE = 192
_FREQUENCY_REDUCTION = 8
_CEILING = 20.0


class Res2Block(nn.Module):
    """A residual block whose middle convolution runs over groups of channels, each adding to the next.

    Gao et al. 2019 (Res2Net), arXiv:1904.01169.

    Args:
        inputs: Channels in.
        planes: Channels out, before the expansion.
        stride: Of time and frequency.
        fused: Whether groups are added by attention.
    """

    def __init__(self, inputs: int, planes: int, stride: int, *, fused: bool) -> None:
        super().__init__()
        width, outputs = planes * _BASE_WIDTH // 64, planes * _EXPANSION
        self.conv1 = nn.Conv2d(inputs, width * _SCALE, 1, stride, bias=False)
        self.bn1 = nn.BatchNorm2d(width * _SCALE)
        self.convs = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1, bias=False) for _ in range(_SCALE))
        self.bns = nn.ModuleList(nn.BatchNorm2d(width) for _ in range(_SCALE))
        if fused:
            self.fuse_models = nn.ModuleList(AttentiveFusion(width) for _ in range(_SCALE - 1))
        self.fused = fused
        self.conv3 = nn.Conv2d(width * _SCALE, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut.extend([nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)])

    def forward(self, x: Tensor) -> Tensor:
        """[batch, channels, bins, frames] to [batch, 4 planes, bins / stride, frames / stride]."""
        groups = _clipped(self.bn1(self.conv1(x))).chunk(_SCALE, dim=1)
        done: list[Tensor] = []
        for index, (group, convolve, norm) in enumerate(zip(groups, self.convs, self.bns, strict=True)):
            combined = self._add(done[-1], group, index - 1) if done else group
            done.append(_clipped(norm(convolve(combined))))
        return _clipped(self.bn3(self.conv3(torch.cat(done, dim=1))) + self.shortcut(x))

    def _add(self, done: Tensor, group: Tensor, index: int) -> Tensor:
        return self.fuse_models[index](done, group) if self.fused else done + group


class SpeakerNetwork(nn.Module):
    """A Kaldi filter bank to the vector that the Pro versions take the speaker from.

    Args:
        channels: After the first convolution; 64 in the published network.
    """

    def __init__(self, channels: int = 64) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        planes = [channels * 2**stage for stage in range(4)]
        inputs = [channels, *(each * _EXPANSION for each in planes)]
        self.layer1 = _stage(inputs[0], planes[0], _BLOCKS[0], 1, fused=False)
        self.layer2 = _stage(inputs[1], planes[1], _BLOCKS[1], 2, fused=False)
        self.layer3 = _stage(inputs[2], planes[2], _BLOCKS[2], 2, fused=True)
        self.layer4 = _stage(inputs[3], planes[3], _BLOCKS[3], 2, fused=True)
        self.layer3_ds = nn.Conv2d(inputs[3], inputs[4], 3, 2, padding=1, bias=False)
        self.fuse34 = AttentiveFusion(inputs[4])
        # In the checkpoint, of no use here: from mean and deviation of the map to the trained embedding.
        self.seg_1 = nn.Linear(2 * inputs[4] * MEL_BANDS // _FREQUENCY_REDUCTION, _EMBEDDING_SIZE)

    @classmethod
    def from_weights(cls, weights: Mapping[str, Tensor]) -> SpeakerNetwork:
        """The network with the weights of a checkpoint, in float32, ready for inference.

        Raises:
            ValueError: The weights are not those of such a network.
        """
        first = weights.get("conv1.weight")
        if first is None:
            raise ValueError("weights: conv1.weight is missing")
        return network_from_weights(lambda: cls(len(first)), weights).requires_grad_(False)

    def forward(self, filter_bank: Tensor) -> Tensor:
        """[batch, frames, 80] to [batch, 32 channels * 10], 20480 numbers in the published network."""
        x = filter_bank.transpose(1, 2).unsqueeze(1)
        x = functional.relu(self.bn1(self.conv1(x)))
        third = self.layer3(self.layer2(self.layer1(x)))
        fused = self.fuse34(self.layer4(third), self.layer3_ds(third))
        return fused.flatten(1, 2).mean(dim=-1)


def _stage(inputs: int, planes: int, blocks: int, stride: int, *, fused: bool) -> nn.Sequential:
    later = (Res2Block(planes * _EXPANSION, planes, 1, fused=fused) for _ in range(blocks - 1))
    return nn.Sequential(Res2Block(inputs, planes, stride, fused=fused), *later)


def _clipped(x: Tensor) -> Tensor:
    """A ReLU with a ceiling, as the network was trained with."""
    return functional.hardtanh(x, 0.0, _CEILING)
