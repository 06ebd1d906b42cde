# SPDX-License-Identifier: GPL-3.0-or-later
"""The speaker vector of the Pro versions: 20480 numbers, near for the same speaker, from 16 kHz sound."""

from __future__ import annotations

import torch
from torch import Tensor
from torchaudio.compliance import kaldi

from models.gpt_sovits.speaker_vector.network import MEL_BANDS, SpeakerNetwork

__all__ = ["SAMPLE_RATE_HZ", "SpeakerNetwork", "filter_bank", "speaker_vector"]

SAMPLE_RATE_HZ = 16_000


def filter_bank(waveform: Tensor) -> Tensor:
    """Kaldi's log mel filter bank, without dither and without subtracting its mean.

    Args:
        waveform: [1, samples] at 16 kHz within -1 to 1; at least 25 ms.

    Returns:
        [frames, 80], a frame each 10 ms.
    """
    return kaldi.fbank(waveform, num_mel_bins=MEL_BANDS, sample_frequency=SAMPLE_RATE_HZ, dither=0.0)


@torch.inference_mode()
def speaker_vector(network: SpeakerNetwork, waveform: Tensor) -> Tensor:
    """The speaker of a recording.

    Args:
        network: On any device, in any precision.
        waveform: [1, samples] at 16 kHz.

    Returns:
        [1, 20480], on the network's device and in its precision.
    """
    bank = filter_bank(waveform.float().cpu())
    return network(bank[None].to(network.conv1.weight))
