# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a line: text, tokens, passes through the engine, joined speech."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sidecar.engines.base import Engines, Pass, SpeechEngine
from sidecar.errors import InvalidRequestError, Violation
from sidecar.synthesis.finish import (
    FIRST_LEAD_SECONDS,
    INNER_LEAD_SECONDS,
    LAST_TAIL_SECONDS,
    finish_pass,
    pause_after,
)
from sidecar.synthesis.frontend import LexiconEntry, TextError, Utterance, analyse
from sidecar.synthesis.levels import Levels, within_full_scale
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.speech import Speech, Sureness, join
from sidecar.synthesis.timing import phonemes_of, words_of

_SEEDS = 2**63
WARM_UP = {"en-US": "Ready.", "en-GB": "Ready."}


class Pipeline:
    """Speaks lines, each with its voice's engine.

    `speak` belongs to one thread; `analyse` may be called from any.
    """

    def __init__(self, engines: Engines) -> None:
        """Takes engines that need not be loaded yet."""
        self.engines = engines
        self._levels = Levels.load()
        self._frontend = threading.Lock()  # espeak-ng keeps its voice in a global

    def load(self) -> None:
        """Gets the main engine and English ready to answer without delay; blocks for seconds."""
        self.engines.main.load()
        for language, text in WARM_UP.items():
            self.analyse(text, language)
        voice = self.engines.main.voices()[0].id
        for _ in self.speak(SpeechRequest(WARM_UP["en-US"], "en-US", ((voice, 1.0),))):
            pass

    def analyse(self, text: str, language: str, lexicon: Sequence[LexiconEntry] = ()) -> Utterance:
        """The words of a text and their pronunciation.

        Raises:
            InvalidRequestError: The text cannot be spoken, or a pronunciation is wrong.
        """
        with self._reading():
            return analyse(text, language, lexicon)

    def speak(self, request: SpeechRequest) -> Iterator[Speech]:
        """Speaks a line, stretch by stretch; between them the caller may stop or do something else.

        Yields:
            Stretches that follow one another without a gap; `speech.join` makes the line of them.

        Raises:
            InvalidRequestError: The text cannot be spoken, or a pronunciation is wrong.
            VoxrigError: The voice cannot be used.
        """
        engine = self.engines[request.engine]
        with self._reading():
            plan = engine.plan(request)
        engine.load()
        count = sum(map(len, plan.groups))
        offset, index = 0, 0
        for group in plan.groups:
            pieces = self._pieces(engine, request, group, range(index, count), offset)
            # Parts of one word are sent together, so that its end is known.
            for stretch in [join(list(pieces))] if len(group) > 1 else pieces:
                offset = stretch.end_sample
                yield replace(stretch, words=tuple(words_of(plan.words, stretch.phonemes)))
            index += len(group)

    def _pieces(
        self,
        engine: SpeechEngine[Any],
        request: SpeechRequest,
        group: Sequence[Pass],
        numbers: Sequence[int],
        offset: int,
    ) -> Iterator[Speech]:
        """The passes of a group, finished, without words.

        Args:
            engine: The voice's.
            request: The line.
            group: Some of its passes.
            numbers: Theirs and those of all passes after them.
            offset: The line's sample at which they start.
        """
        gain = self._levels.gain(request.voice)
        for one, number in zip(group, numbers, strict=False):
            lead = FIRST_LEAD_SECONDS if number == 0 else INNER_LEAD_SECONDS
            tail = LAST_TAIL_SECONDS if number == numbers[-1] else pause_after(one, request.speed)
            seed = (request.seed + number) % _SEEDS
            for spoken in engine.pieces(one, request.voice, request.speed, seed):
                finished = finish_pass(spoken, lead, tail)
                is_piece = not (spoken.begins and spoken.ends)
                audio = within_full_scale(finished.audio * gain, is_piece=is_piece)
                phonemes = tuple(phonemes_of(finished, offset, request.language))
                sureness = Sureness(spoken.timing_source, spoken.confidence)
                yield Speech(audio, engine.sample_rate_hz, phonemes, (), offset, sureness)
                offset += len(audio)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._frontend:
            try:
                yield
            except TextError as error:
                raise InvalidRequestError([Violation(error.field, error.message)]) from error
