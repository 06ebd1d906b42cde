# SPDX-License-Identifier: GPL-3.0-or-later
"""A pass spoken by a voice's networks, and what is taken from a recording to make such a voice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from models.gpt_sovits import SAMPLE_RATE_HZ
from models.gpt_sovits.bert import CHANNELS
from models.gpt_sovits.checkpoints import Device, choose_placement
from models.gpt_sovits.live import live_pieces
from models.gpt_sovits.phones import inventory
from models.gpt_sovits.synthesizer import Synthesizer
from models.gpt_sovits.takes import Score, best_take
from models.gpt_sovits.text_to_semantic import Request, Sampling, SemanticGenerator
from models.gpt_sovits.voice import ReferenceVoice, Traits
from sidecar.engines.base import EngineSpeech, TimingSource
from sidecar.engines.gpt_sovits.networks import Networks
from sidecar.engines.gpt_sovits.tokens import timed_tokens
from sidecar.errors import InvalidRequestError, PreconditionError, Violation

if TYPE_CHECKING:
    from sidecar.synthesis.frontend.gpt_sovits import PhoneSentence
    from sidecar.synthesis.options import GptSovitsOptions


class Speaking:
    """Speaks with voices of any version, whose networks it loads when they are needed."""

    def __init__(
        self, device: Device, threads: int, memory_bytes: int, contents: Callable[[str], bytes]
    ) -> None:
        """See `GptSovitsEngine`.

        Raises:
            RuntimeError: "cuda" was asked for but torch finds no CUDA device.
        """
        if threads:
            torch.set_num_threads(threads)
        self._placement = choose_placement(device)
        self._networks = Networks(self._placement, memory_bytes, contents)

    @property
    def runtime_name(self) -> str:
        """Runtime, device and precision."""
        precision = f"{self._placement.dtype}".removeprefix("torch.")
        return f"torch {torch.__version__} ({self._placement.device.type}, {precision})"

    def speak(
        self,
        voice: ReferenceVoice,
        sentence: PhoneSentence,
        options: GptSovitsOptions,
        speed: float,
        seed: int,
    ) -> EngineSpeech:
        """Speaks a sentence; see `SpeechEngine.speak`."""
        with self._lent(voice) as (generator, synthesizer):
            take = best_take(
                generator,
                synthesizer,
                self._score(voice, sentence, generator, seed),
                voice.traits.timbre,
                sampling=_sampling(options),
                speed=speed,
                attempts=options.attempts,
            )
        tokens = timed_tokens(sentence.phones, take.timings.spans)
        source = TimingSource[take.timings.timing_source.name]
        audio = _as_loud(take.waveform, voice)
        return EngineSpeech(audio, SAMPLE_RATE_HZ, tokens, source, take.timings.confidence)

    def pieces(
        self,
        voice: ReferenceVoice,
        sentence: PhoneSentence,
        options: GptSovitsOptions,
        speed: float,
        seed: int,
    ) -> Iterator[EngineSpeech]:
        """Speaks a sentence word by word; see `SpeechEngine.pieces`."""
        with self._lent(voice) as (generator, synthesizer):
            score = self._score(voice, sentence, generator, seed)
            timbre, sampling = voice.traits.timbre, _sampling(options)
            for piece in live_pieces(generator, synthesizer, score, timbre, sampling=sampling, speed=speed):
                yield EngineSpeech(
                    _as_loud(piece.waveform, voice),
                    SAMPLE_RATE_HZ,
                    timed_tokens(sentence.phones, piece.spans),
                    TimingSource.ATTENTION,
                    piece.confidence,
                    begins=piece.begins,
                    ends=piece.ends,
                )

    def listen(
        self,
        sovits: str,
        samples: np.ndarray,
        sample_rate_hz: int,
        others: Sequence[tuple[np.ndarray, int]] = (),
    ) -> Traits:
        """What a voice takes from a recording, and for its timbre from others.

        Args:
            sovits: Id of the voice's stored synthesizer.
            samples: float32 [n], 3 to 10 s.
            sample_rate_hz: Of the samples.
            others: More samples of the voice with their rates.

        Raises:
            InvalidRequestError: The recording is too short or too long.
            PreconditionError: A published network is missing or damaged; the message says how to get it.
        """
        with self._networks.synthesizer(sovits) as synthesizer:
            config = synthesizer.config
            with (
                self._networks.content_encoder(config.features) as content,
                self._networks.speaker_network(config.version.has_speaker_vector) as speaker,
            ):
                try:
                    return Traits.of(samples, sample_rate_hz, content, synthesizer, speaker, others)
                except ValueError as error:
                    problem = f"{error}".removeprefix("samples: ")
                    raise InvalidRequestError([Violation("reference", problem)]) from error

    def text_features(self, sentences: Sequence[PhoneSentence], channels: int = CHANNELS) -> Tensor | None:
        """What RoBERTa makes of the Mandarin in some sentences.

        Returns:
            float32 [channels, phones], zeros for what is not Mandarin; None where nothing is.

        Raises:
            PreconditionError: RoBERTa is missing or damaged; the message says how to get it.
        """
        segments = [segment for sentence in sentences for segment in sentence.segments]
        if not any(segment.characters for segment in segments):
            return None
        with self._networks.text_encoder(channels) as encoder:
            parts = [
                encoder.phone_features(segment.bert_text, [each.phones for each in segment.characters])
                .float()
                .cpu()
                if segment.characters
                else torch.zeros(channels, len(segment.phones))
                for segment in segments
            ]
        return torch.cat(parts, dim=1)

    @contextmanager
    def _lent(self, voice: ReferenceVoice) -> Iterator[tuple[SemanticGenerator, Synthesizer]]:
        """The voice's networks; what does not fit them is told as a client may hear it."""
        with (
            self._networks.generator(voice.description.gpt) as generator,
            self._networks.synthesizer(voice.description.sovits) as synthesizer,
        ):
            try:
                yield generator, synthesizer
            except ValueError as error:
                raise PreconditionError("VOICE_UNFIT", f"the voice makes no speech: {error}") from error

    def _score(
        self, voice: ReferenceVoice, sentence: PhoneSentence, generator: SemanticGenerator, seed: int
    ) -> Score:
        """The sentence after the prompt."""
        described = voice.description
        phones = inventory(described.version.inventory)
        symbols = [phone.symbol for phone in sentence.phones]
        own = torch.tensor(phones.encode(symbols))
        prompt = torch.tensor(phones.encode(described.phones), dtype=torch.int64)
        request = Request(
            torch.cat([prompt, own]),
            voice.traits.codes,
            self._bert(voice, sentence, len(prompt), generator.config.bert),
            target_phones=len(own),
            seed=seed,
        )
        return Score(request, own, symbols, [phone.word_index for phone in sentence.phones])

    def _bert(
        self, voice: ReferenceVoice, sentence: PhoneSentence, prompt_phones: int, channels: int
    ) -> Tensor | None:
        """Text features of prompt and sentence: [channels, phones]."""
        own, prompt = self.text_features([sentence], channels), voice.bert
        if own is None and prompt is None:
            return None
        prompt = torch.zeros(channels, prompt_phones) if prompt is None else prompt.float()
        own = torch.zeros(channels, len(sentence.phones)) if own is None else own
        return torch.cat([prompt, own], dim=1)


def _sampling(options: GptSovitsOptions) -> Sampling:
    return Sampling(options.top_k, options.top_p, options.temperature, options.repetition_penalty)


def _as_loud(waveform: np.ndarray, voice: ReferenceVoice) -> np.ndarray:
    """At the level that was set when the voice was made."""
    return waveform * np.float32(10 ** (voice.description.gain_db / 20))
