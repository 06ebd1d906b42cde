# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a line: text, tokens, passes through the engine, joined speech."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence

import numpy as np

from sidecar.engines.base import SpeechEngine
from sidecar.errors import InvalidRequestError, Violation
from sidecar.synthesis.finish import (
    FIRST_LEAD_SECONDS,
    INNER_LEAD_SECONDS,
    LAST_TAIL_SECONDS,
    finish_pass,
    pause_after,
)
from sidecar.synthesis.frontend import LexiconEntry, Sentence, TextError, Utterance, analyse
from sidecar.synthesis.levels import Levels, within_full_scale
from sidecar.synthesis.passes import plan_passes
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.speech import Phoneme, Speech
from sidecar.synthesis.timing import phonemes_of, words_of

_log = logging.getLogger(__name__)

_SEEDS = 2**63
WARM_UP = {"en-US": "Ready.", "en-GB": "Ready."}


class Pipeline:
    """Speaks lines with one engine. `speak` belongs to one thread; `analyse` may be called from any."""

    def __init__(self, engine: SpeechEngine) -> None:
        """Takes an engine that need not be loaded yet."""
        self.engine = engine
        self._levels = Levels.load()
        self._frontend = threading.Lock()  # espeak-ng keeps its voice in a global

    def load(self) -> None:
        """Gets engine and English ready to answer without delay; blocks for seconds."""
        self.engine.load()
        for language, text in WARM_UP.items():
            self.analyse(text, language)
        voice = self.engine.voices()[0].id
        for _ in self.speak(SpeechRequest(WARM_UP["en-US"], "en-US", ((voice, 1.0),))):
            pass

    def analyse(self, text: str, language: str, lexicon: Sequence[LexiconEntry] = ()) -> Utterance:
        """The words of a text and their pronunciation.

        Raises:
            InvalidRequestError: The text cannot be spoken, or a pronunciation is wrong.
        """
        with self._frontend:
            try:
                return analyse(text, language, lexicon)
            except TextError as error:
                raise InvalidRequestError([Violation(error.field, error.message)]) from error

    def speak(self, request: SpeechRequest) -> Iterator[Speech]:
        """Speaks a line, stretch by stretch; between them the caller may stop or do something else.

        Yields:
            Stretches that follow one another without a gap; `speech.join` makes the line of them.

        Raises:
            InvalidRequestError: The text cannot be spoken, or a pronunciation is wrong.
        """
        utterance = self.analyse(request.text, request.language, request.lexicon)
        groups = plan_passes(utterance, self.engine.max_tokens)
        passes = [one for group in groups for one in group]
        offset, index = 0, 0
        for group in groups:
            audio: list[np.ndarray] = []
            phonemes: list[Phoneme] = []
            start = offset
            for one in group:
                piece, sounds = self._speak_pass(request, one, index, len(passes), offset)
                audio.append(piece)
                phonemes += sounds
                offset += len(piece)
                index += 1
            words = words_of(utterance.words, phonemes)
            yield Speech(
                np.concatenate(audio), self.engine.sample_rate_hz, tuple(phonemes), tuple(words), start
            )

    def _speak_pass(
        self, request: SpeechRequest, one: Sentence, index: int, count: int, offset: int
    ) -> tuple[np.ndarray, list[Phoneme]]:
        spoken = self.engine.speak(one, request.voice, request.speed, (request.seed + index) % _SEEDS)
        lead = FIRST_LEAD_SECONDS if index == 0 else INNER_LEAD_SECONDS
        tail = LAST_TAIL_SECONDS if index == count - 1 else pause_after(one, request.speed)
        finished = finish_pass(spoken, lead, tail)
        gain = self._levels.gain(request.voice)
        return within_full_scale(finished.audio * gain), phonemes_of(finished, offset, request.language)
