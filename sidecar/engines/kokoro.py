# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro-82M as a speech engine."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.kokoro import (
    MAX_TOKENS,
    SAMPLE_RATE_HZ,
    Device,
    KokoroRuntime,
    chosen_device,
    load_runtime,
    runtime_revision,
)
from models.kokoro.timing import CALIBRATION_FILE, TimingBias, token_boundaries
from models.kokoro.vocabulary import encode
from models.kokoro.voices import VOICES_FILE, VoiceBank
from sidecar.engines.base import STOCK_ENGINE, EngineSpeech, Plan, TimedToken, VoiceInfo, VoiceMix
from sidecar.synthesis.frontend import Sentence, analyse
from sidecar.synthesis.passes import plan_passes

if TYPE_CHECKING:
    from sidecar.synthesis.request import SpeechRequest

_LANGUAGES = {
    "a": "en-US",
    "b": "en-GB",
    "e": "es-ES",
    "f": "fr-FR",
    "h": "hi-IN",
    "i": "it-IT",
    "j": "ja-JP",
    "p": "pt-BR",
    "z": "zh-CN",
}


class KokoroEngine:
    """Speaks with Kokoro's stock voices, personal ones and blends; timings are corrected against the audio.

    On CPUs several threads may call `speak` at once: two passes of one thread each get more speech out of
    two cores than one pass of two threads (`voxrig bench engine`).
    """

    name = STOCK_ENGINE
    sample_rate_hz = SAMPLE_RATE_HZ

    def __init__(
        self, device: Device = "auto", threads: int = 0, artefacts: Callable[[str], bytes] | None = None
    ) -> None:
        """Cheap: reads the voices; the network is loaded by `load`.

        Args:
            device: "auto", "cpu" or "cuda".
            threads: CPU threads for one pass; 0 takes one per core.
            artefacts: Reads what a personal voice is to Kokoro by its id, "sha256:…".
        """
        self._device: Device = device
        self._threads = threads
        self._bank = VoiceBank.load(artefacts)
        self._bias = TimingBias.load()
        self._runtime: KokoroRuntime | None = None

    @property
    def runtime_name(self) -> str:
        """Runtime and device, or "not loaded"."""
        return self._runtime.name if self._runtime else "not loaded"

    @property
    def revision(self) -> str:
        """Runtime and device that the settings choose, weights, voices and timing correction."""
        return _revision(self._device)

    @property
    def prefers_like_lengths(self) -> bool:
        """On CUDA, where kernels and memory are planned anew for each length."""
        return chosen_device(self._device) == "cuda"

    def load(self) -> None:
        """Loads the network; see `SpeechEngine.load` and `models.kokoro.load_runtime`."""
        if self._runtime is None:
            self._runtime = load_runtime(self._device, threads=self._threads)

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The 54 stock voices, by id."""
        return tuple(_describe(voice_id) for voice_id in self._bank.ids)

    def keep(self, content: bytes) -> str:
        """Takes in a voice that is stored nowhere; see `SpeechEngine.keep`."""
        return self._bank.keep(content)

    def plan(self, request: SpeechRequest) -> Plan[Sentence]:
        """Reads a line in the phoneme alphabet; see `SpeechEngine.plan`."""
        utterance = analyse(request.text, request.language, request.lexicon)
        return Plan(utterance.words, tuple(plan_passes(utterance, MAX_TOKENS)))

    def speak(self, one: Sentence, voice: VoiceMix, speed: float, seed: int) -> EngineSpeech:
        """Speaks up to 510 tokens; see `SpeechEngine.speak`."""
        if self._runtime is None:
            raise RuntimeError("the Kokoro engine is not loaded; call load() first")
        token_ids = encode(token.symbol for token in one.tokens)
        style = self._bank.blend(voice, len(token_ids))
        shaping = self._bank.shaping(voice)
        pace = speed / shaping.formant_ratio  # the shaping brings the tempo back
        audio, durations = self._runtime.synthesize(token_ids, style, pace, seed)
        edges = token_boundaries(durations, self._bias.milliseconds(voice, pace))
        shaped = shaping.apply(audio)
        edges = np.rint(edges * (len(shaped) / len(audio))).astype(np.int64).tolist()
        spoken = [("", None), *((token.symbol, token.word_index) for token in one.tokens), ("", None)]
        tokens = tuple(
            TimedToken(symbol, word_index, start, end)
            for (symbol, word_index), (start, end) in zip(spoken, pairwise(edges), strict=True)
        )
        return EngineSpeech(shaped, self.sample_rate_hz, tokens)

    def pieces(self, one: Sentence, voice: VoiceMix, speed: float, seed: int) -> Iterator[EngineSpeech]:
        """Always whole: the network makes a pass at once; see `SpeechEngine.pieces`."""
        yield self.speak(one, voice, speed, seed)


@functools.cache
def _revision(device: Device) -> str:
    files = (CALIBRATION_FILE, VOICES_FILE)
    digests = [hashlib.sha256((resources.files("models.kokoro") / name).read_bytes()) for name in files]
    return " ".join([runtime_revision(device), *(digest.hexdigest()[:16] for digest in digests)])


def _describe(voice_id: str) -> VoiceInfo:
    """Kokoro's ids are language letter, gender letter, underscore, name."""
    kind, _, name = voice_id.partition("_")
    gender = "female" if kind[1] == "f" else "male"
    return VoiceInfo(voice_id, name.capitalize(), _LANGUAGES[kind[0]], gender)
