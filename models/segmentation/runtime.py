# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the segmentation network over a recording in windows that overlap by half."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soxr

from models.segmentation.activities import Activities, Window, join_windows

if TYPE_CHECKING:
    from torch import Tensor

    from models.segmentation.network import Network

_BATCH = 16


class Segmentation:
    """A loaded segmentation network on the CPU."""

    def __init__(self, network: Network) -> None:
        self._network = network

    @classmethod
    def load(cls, checkpoint: Path | None = None) -> Segmentation:
        """Loads the network; the first call imports pyannote.audio, which takes seconds.

        Args:
            checkpoint: A checkpoint of pyannote.audio (.bin, .ckpt) or of ours (.safetensors); `None` for
                the one that comes with the package.

        Raises:
            models.weights.WeightsError: The file is missing, unreadable or of another network.
        """
        from models.segmentation.network import load_network

        if checkpoint is not None:
            return cls(load_network(checkpoint))
        with resources.as_file(resources.files("models.segmentation") / "segmentation.safetensors") as path:
            return cls(load_network(path))

    def segment(self, samples: np.ndarray, sample_rate_hz: int) -> Activities:
        """Listens to a recording.

        Args:
            samples: float32 [n], mono.
            sample_rate_hz: Any; the network hears it at its own rate.

        Raises:
            ValueError: There are no samples.
        """
        if not len(samples):
            raise ValueError("samples: there are none")
        network = self._network
        heard = soxr.resample(samples, sample_rate_hz, network.sample_rate_hz)
        step = network.hop_samples * round(network.window_samples / 2 / network.hop_samples)
        count = 1 + max(0, -(-(len(heard) - network.window_samples) // step))
        padded = np.pad(heard, (0, (count - 1) * step + network.window_samples - len(heard)))
        looks = np.lib.stride_tricks.sliding_window_view(padded, network.window_samples)[::step]
        speakers = np.concatenate([self._hear(looks[i : i + _BATCH]) for i in range(0, count, _BATCH)])
        windows = [Window(i * step // network.hop_samples, speakers[i]) for i in range(count)]
        frame_count = min(windows[-1].first_frame + speakers.shape[1], -(-len(heard) // network.hop_samples))
        rate = network.sample_rate_hz
        return join_windows(
            windows, frame_count, network.hop_samples / rate, network.first_frame_sample / rate
        )

    def _hear(self, looks: np.ndarray) -> np.ndarray:
        """Probabilities of each speaker, float32 [windows, frames, speakers]."""
        import torch

        with torch.inference_mode():
            waveforms: Tensor = torch.from_numpy(np.array(looks, np.float32))[:, None]
            return self._network.probabilities(waveforms).numpy()
