# SPDX-License-Identifier: GPL-3.0-or-later
"""Adapters from the engine protocol to a network in models/."""

from sidecar.engines.base import EngineSpeech, SpeechEngine, TimedToken, VoiceInfo, VoiceMix
from sidecar.engines.kokoro import KokoroEngine

__all__ = ["EngineSpeech", "KokoroEngine", "SpeechEngine", "TimedToken", "VoiceInfo", "VoiceMix"]
