# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones and a spoken prompt to semantic tokens ("GPT", "S1"): an autoregressive transformer."""

from __future__ import annotations

from models.gpt_sovits.text_to_semantic.collapse import Guard, Outcome, Stop
from models.gpt_sovits.text_to_semantic.config import TOKENS_PER_SECOND, SemanticConfig
from models.gpt_sovits.text_to_semantic.generation import SemanticGenerator, TokenChunk
from models.gpt_sovits.text_to_semantic.network import TextToSemantic
from models.gpt_sovits.text_to_semantic.prefix import Prefix, Request
from models.gpt_sovits.text_to_semantic.sampling import Sampling

__all__ = [
    "TOKENS_PER_SECOND",
    "Guard",
    "Outcome",
    "Prefix",
    "Request",
    "Sampling",
    "SemanticConfig",
    "SemanticGenerator",
    "Stop",
    "TextToSemantic",
    "TokenChunk",
]
