# SPDX-License-Identifier: GPL-3.0-or-later
"""A voice from a recording, without training: finds it, speaks with it, and says how like it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import torch

from models.kokoro.personal import GAIN_LIMIT_DB, PersonalVoice
from models.speaker.encoder import SpeakerEncoder, similarity
from models.speaker.features import Features
from models.speaker.matching import match_voice
from models.speaker.surrogate import nearest_stock_voice
from sidecar.errors import InvalidRequestError, Violation
from sidecar.synthesis.frontend.utterance import Sentence, Token
from sidecar.voices.loudness import gain_to_middle_db
from sidecar.voices.made import MadeVoice
from sidecar.voices.recording import Recording
from sidecar.voices.voice import NEUTRAL, Likeness

if TYPE_CHECKING:
    from sidecar.engines.base import SpeechEngine

REFERENCE_SECONDS = 60.0
"""What is heard of a recording: more makes no better voice."""


def clone_voice(speech: Recording, engine: SpeechEngine[Sentence], language: str) -> MadeVoice:
    """Makes a voice of a recording; takes some eight passes of the engine, less than 10 s on two free cores.

    Args:
        speech: One person's speech; 10 s at least, a minute is better.
        engine: Kokoro, loaded.
        language: BCP-47; what the preview is spoken in. The voice speaks all of them.

    Returns:
        The voice. Its likeness is measured on the preview, and on the same words of the nearest stock voice,
        whose gender it is given.

    Raises:
        InvalidRequestError: Nobody can be heard speaking, or there is no such language.
    """
    if language not in _previews():
        raise InvalidRequestError(
            [Violation("language", f"{language!r} is not supported; use one of {', '.join(_previews())}")]
        )
    with _one_thread():
        return _clone(speech, engine, language)


def _clone(speech: Recording, engine: SpeechEngine[Sentence], language: str) -> MadeVoice:
    try:
        heard = speech.samples[: round(REFERENCE_SECONDS * speech.sample_rate_hz)]
        reference = Features.of(heard, speech.sample_rate_hz)
    except ValueError as error:
        raise InvalidRequestError(
            [Violation("recording", "no voice can be heard in it; choose a stretch with speech")]
        ) from error

    def speak(voice: PersonalVoice, phonemes: str) -> np.ndarray:
        return _speak(engine, engine.keep(voice.to_bytes()), phonemes)

    voice = match_voice(reference, speak)
    text, phonemes = _previews()[language]
    spoken = speak(voice, phonemes)
    gain_db = gain_to_middle_db(spoken, engine.sample_rate_hz, GAIN_LIMIT_DB)
    voice = replace(voice, shaping=replace(voice.shaping, gain_db=gain_db))
    preview = spoken * np.float32(10 ** (gain_db / 20))
    stock = nearest_stock_voice(reference)
    stock_speech = _speak(engine, stock, phonemes)
    return MadeVoice(
        engine=engine.name,
        artefacts={NEUTRAL: voice.to_bytes()},
        likeness=Likeness(
            _similarity(preview, engine, reference), stock, _similarity(stock_speech, engine, reference)
        ),
        gender=next(info.gender for info in engine.voices() if info.id == stock),
        preview=Recording(preview, engine.sample_rate_hz),
        preview_text=text,
    )


@contextmanager
def _one_thread() -> Iterator[None]:
    """Networks this small only wait for torch's threads, and the more so the busier the machine is."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@cache
def _previews() -> dict[str, tuple[str, str]]:
    """Language -> text and its phonemes: the front end belongs to another thread."""
    content = (resources.files("sidecar.voices") / "previews.json").read_text("utf-8")
    return {language: (entry["text"], entry["phonemes"]) for language, entry in json.loads(content).items()}


def _speak(engine: SpeechEngine[Sentence], voice_id: str, phonemes: str) -> np.ndarray:
    sentence = Sentence(tuple(Token(symbol, None) for symbol in phonemes))
    return engine.speak(sentence, ((voice_id, 1.0),), 1.0, seed=0).audio


def _similarity(speech: np.ndarray, engine: SpeechEngine[Sentence], reference: Features) -> float:
    return similarity(SpeakerEncoder.load().embed(speech, engine.sample_rate_hz), reference.embedding)
