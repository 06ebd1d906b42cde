# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said in a prompt: features of HuBERT (Hsu et al. 2021, arXiv:2106.07447), chinese-hubert-base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from models.gpt_sovits.pretrained import load_pretrained
from models.weights import WeightsError

if TYPE_CHECKING:
    from transformers import HubertModel

CHANNELS = 768
SAMPLE_RATE_HZ = 16_000


class ContentEncoder(nn.Module):
    """HuBERT's last layer, a frame each 20 ms."""

    def __init__(self, hubert: HubertModel) -> None:
        super().__init__()
        self.hubert = hubert

    @classmethod
    def load(
        cls,
        folder: Path,
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
        channels: int = CHANNELS,
    ) -> ContentEncoder:
        """The encoder of a local folder; `published.download_part` fills one when the user asks for that.

        Args:
            folder: As transformers saves a HubertModel, in any precision.
            device: Where it runs.
            dtype: In which precision.
            channels: That the synthesizer takes.

        Raises:
            models.weights.WeightsError: Files are missing or damaged, or it is another network.
        """
        from transformers import HubertModel  # takes seconds

        hubert = load_pretrained(HubertModel, folder)
        if hubert.config.hidden_size != channels:
            raise WeightsError(
                f"{folder} holds a HuBERT of {hubert.config.hidden_size} channels, {channels} are needed"
            )
        return cls(hubert).to(device, dtype).eval()

    @torch.inference_mode()
    def forward(self, waveform: Tensor) -> Tensor:
        """Features of recordings.

        Args:
            waveform: [batch, samples] at 16 kHz, at the level it came with; 400 samples at least.

        Returns:
            [batch, channels, frames] at 50 Hz, in the encoder's precision.
        """
        weight = next(self.hubert.parameters())
        return self.hubert(waveform.to(weight)).last_hidden_state.transpose(1, 2)
