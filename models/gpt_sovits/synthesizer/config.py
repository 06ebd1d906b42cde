# SPDX-License-Identifier: GPL-3.0-or-later
"""The sizes of the synthesizer, from the JSON that its official configurations and checkpoints hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from models.gpt_sovits.version import Version


@dataclass(frozen=True, slots=True)
class DecoderConfig:
    """Sizes of the HiFi-GAN decoder."""

    channels: int = 512
    upsample_rates: tuple[int, ...] = (10, 8, 2, 2, 2)
    upsample_kernels: tuple[int, ...] = (16, 16, 8, 2, 2)
    resblock_kernels: tuple[int, ...] = (3, 7, 11)
    resblock_dilations: tuple[tuple[int, ...], ...] = ((1, 3, 5), (1, 3, 5), (1, 3, 5))

    @property
    def samples_per_frame(self) -> int:
        """Samples made of one latent frame: 640, 20 ms at 32 kHz."""
        return prod(self.upsample_rates)


@dataclass(frozen=True, slots=True)
class SynthesizerConfig:
    """Sizes of the whole network; the defaults are those of the official v2.

    Attributes:
        version: Decides the phones, what of a reference is seen, and whether there is a speaker vector.
        spectrum_bins: Bins of the linear spectrogram.
        segment_frames: Latent frames that one step of training decodes.
        latent: Channels of the latent between prior, flow, posterior and decoder.
        hidden: Channels of encoders and flow.
        filter: Channels inside the encoders' feed-forward parts.
        layers: Of the text encoder; the two others have half as many.
        condition: Channels of the timbre.
        frames_per_token: 2: features at 50 Hz, tokens at 25 Hz; 1: both at 50 Hz.
        mixer: Channels of the cross-attention between content and phones, and of the timbre it is given.
        features: Channels of the content features (HuBERT) and of the codebook's vectors.
        codes: Entries of the codebook.
        speaker_vector: Size of the speaker verification vector.
    """

    version: Version = Version.V2
    spectrum_bins: int = 1025
    segment_frames: int = 32
    latent: int = 192
    hidden: int = 192
    filter: int = 768
    heads: int = 2
    layers: int = 6
    kernel: int = 3
    dropout: float = 0.1
    condition: int = 512
    frames_per_token: int = 2
    mixer: int = 512
    mixer_heads: int = 4
    features: int = 768
    codes: int = 1024
    speaker_vector: int = 20_480
    flow_couplings: int = 4
    flow_layers: int = 4
    posterior_layers: int = 16
    wavenet_kernel: int = 5
    decoder: DecoderConfig = DecoderConfig()

    @property
    def style_bins(self) -> int:
        """Bins of the spectrogram that the reference encoder sees."""
        return min(self.spectrum_bins, self.version.style_bins or self.spectrum_bins)

    @classmethod
    def from_official(
        cls, settings: Mapping[str, Any], version: Version | str | None = None
    ) -> SynthesizerConfig:
        """The sizes in an official configuration (`s2.json`, or the `config` of a checkpoint).

        Args:
            settings: Its "model", "data" and "train" sections as nested mappings; only the first is needed.
            version: Of the network, for configurations older than the field; overrides it where both are.

        Raises:
            ValueError: A field is missing, or asks for what is not written here.
        """
        try:
            return _read(settings, version)
        except (KeyError, TypeError) as error:
            raise ValueError(f"configuration: {error!r} is missing or malformed") from error


def official_config(version: Version | str) -> SynthesizerConfig:
    """The full-size configuration of a version as it was published."""
    match Version(version):
        case Version.V2_PRO:
            return SynthesizerConfig(version=Version.V2_PRO, condition=1024, dropout=0.0)
        case Version.V2_PRO_PLUS:
            decoder = DecoderConfig(channels=768, upsample_kernels=(20, 16, 8, 2, 2))
            return SynthesizerConfig(
                version=Version.V2_PRO_PLUS, condition=1024, dropout=0.0, decoder=decoder
            )
        case known:
            return SynthesizerConfig(version=known)


def _read(settings: Mapping[str, Any], version: Version | str | None) -> SynthesizerConfig:
    model, data, train = settings["model"], settings.get("data", {}), settings.get("train", {})
    if str(model["resblock"]) != "1":
        raise ValueError(f"resblock: {model['resblock']!r} is not supported, only '1'")
    frames_per_token = {"25hz": 2, "50hz": 1}.get(model["semantic_frame_rate"])
    if frames_per_token is None:
        raise ValueError(f"semantic_frame_rate: {model['semantic_frame_rate']!r} is neither 25hz nor 50hz")
    decoder = DecoderConfig(
        channels=model["upsample_initial_channel"],
        upsample_rates=tuple(model["upsample_rates"]),
        upsample_kernels=tuple(model["upsample_kernel_sizes"]),
        resblock_kernels=tuple(model["resblock_kernel_sizes"]),
        resblock_dilations=tuple(tuple(each) for each in model["resblock_dilation_sizes"]),
    )
    return SynthesizerConfig(
        version=Version(version or model["version"]),
        spectrum_bins=data.get("filter_length", 2048) // 2 + 1,
        segment_frames=train.get("segment_size", 20_480) // data.get("hop_length", 640),
        latent=model["inter_channels"],
        hidden=model["hidden_channels"],
        filter=model["filter_channels"],
        heads=model["n_heads"],
        layers=model["n_layers"],
        kernel=model["kernel_size"],
        dropout=model["p_dropout"],
        condition=model["gin_channels"],
        frames_per_token=frames_per_token,
        decoder=decoder,
    )
