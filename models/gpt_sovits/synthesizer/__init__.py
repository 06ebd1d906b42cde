# SPDX-License-Identifier: GPL-3.0-or-later
"""Semantic tokens, phones and a timbre to a waveform ("SoVITS"): v1, v2, v2Pro and v2ProPlus."""

from __future__ import annotations

from models.gpt_sovits.synthesizer.config import (
    DecoderConfig,
    SynthesizerConfig,
    Version,
    official_config,
)
from models.gpt_sovits.synthesizer.network import Reference, Speech, Synthesizer
from models.gpt_sovits.synthesizer.prior import Content
from models.gpt_sovits.synthesizer.streaming import Chunk, StreamingDecoder

__all__ = [
    "Chunk",
    "Content",
    "DecoderConfig",
    "Reference",
    "Speech",
    "StreamingDecoder",
    "Synthesizer",
    "SynthesizerConfig",
    "Version",
    "official_config",
]
