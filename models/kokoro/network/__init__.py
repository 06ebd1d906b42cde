# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro's network in torch, written from its architecture; the parts are named as in its checkpoints."""

from __future__ import annotations

from models.kokoro.network.config import AlbertConfig, GeneratorConfig, KokoroConfig
from models.kokoro.network.kokoro import KokoroNetwork, Speech

__all__ = ["AlbertConfig", "GeneratorConfig", "KokoroConfig", "KokoroNetwork", "Speech"]
