# SPDX-License-Identifier: GPL-3.0-or-later
"""The sizes of the Kokoro network; the defaults are those of Kokoro-82M v1.0.

Source of the figures: `config.json` of the Kokoro-82M v1.0 release, checked against the initialiser shapes of
its ONNX export.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlbertConfig:
    """Sizes of the phoneme-level ALBERT encoder (PL-BERT)."""

    embedding_dim: int = 128
    hidden_dim: int = 768
    heads: int = 12
    intermediate_dim: int = 2048
    layers: int = 12
    max_positions: int = 512


@dataclass(frozen=True, slots=True)
class GeneratorConfig:
    """Sizes of the iSTFTNet generator, which makes `samples_per_point` samples of each prosody point."""

    channels: int = 512
    upsample_rates: tuple[int, ...] = (10, 6)
    upsample_kernels: tuple[int, ...] = (20, 12)
    resblock_kernels: tuple[int, ...] = (3, 7, 11)
    resblock_dilations: tuple[int, ...] = (1, 3, 5)
    noise_kernels: tuple[int, ...] = (7, 11)
    fft_size: int = 20
    hop: int = 5
    harmonics: int = 9
    sample_rate_hz: int = 24_000

    @property
    def samples_per_point(self) -> int:
        """Samples made from one value of the F0 and energy curves."""
        samples = self.hop
        for rate in self.upsample_rates:
            samples *= rate
        return samples

    @property
    def bins(self) -> int:
        """Frequency bins of the short-time spectrum."""
        return self.fft_size // 2 + 1


@dataclass(frozen=True, slots=True)
class KokoroConfig:
    """Sizes of the whole network."""

    tokens: int = 178
    hidden_dim: int = 512
    style_dim: int = 128
    prosody_layers: int = 3
    text_layers: int = 3
    text_kernel: int = 5
    max_duration: int = 50
    decoder_dim: int = 1024
    text_residual_dim: int = 64
    dropout: float = 0.2
    albert: AlbertConfig = AlbertConfig()
    generator: GeneratorConfig = GeneratorConfig()

    @property
    def samples_per_frame(self) -> int:
        """Samples in one frame, the unit of durations: each frame holds two prosody points."""
        return 2 * self.generator.samples_per_point
