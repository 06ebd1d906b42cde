# SPDX-License-Identifier: GPL-3.0-or-later
"""Adapters from the engine protocol to a network in models/."""

from sidecar.engines.base import (
    Engines,
    EngineSpeech,
    Plan,
    SpeechEngine,
    TimedToken,
    TimingSource,
    VoiceInfo,
    VoiceMix,
)
from sidecar.engines.gpt_sovits import GptSovitsEngine
from sidecar.engines.kokoro import KokoroEngine

__all__ = [
    "EngineSpeech",
    "Engines",
    "GptSovitsEngine",
    "KokoroEngine",
    "Plan",
    "SpeechEngine",
    "TimedToken",
    "TimingSource",
    "VoiceInfo",
    "VoiceMix",
]
