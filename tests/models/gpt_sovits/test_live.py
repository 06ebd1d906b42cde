# SPDX-License-Identifier: GPL-3.0-or-later
"""A sentence comes word by word, and what has come stays as it is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch

from models.gpt_sovits.live import CHUNK_TOKENS, Piece, live_pieces
from models.gpt_sovits.phones import inventory
from models.gpt_sovits.synthesizer import StreamingDecoder, Synthesizer
from models.gpt_sovits.takes import Score
from models.gpt_sovits.text_to_semantic import Request, Sampling, SemanticGenerator
from tests.models.gpt_sovits import containers

pytestmark = pytest.mark.unit


WORDS = "W IY1 | W AO1 K T | HH OW1 M | AH0 L AO1 NG | DH AH0 | R IH1 V ER0 ,| AE1 N D | S AE1 NG | ."
SAMPLING = Sampling(repetition_penalty=2.0)


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> tuple[SemanticGenerator, Synthesizer]:
    return containers.load_voice(tmp_path_factory.mktemp("voice"))


def score_of(seed: int) -> Score:
    symbols: list[str] = []
    words: list[int | None] = []
    for word, phones in enumerate(WORDS.split("|")):
        for phone in phones.split():
            symbols.append(phone)
            words.append(word if phone.isalnum() else None)
    own = torch.tensor(inventory("v2").encode(symbols))
    request = Request(own, torch.tensor([3, 1, 4]), target_phones=len(own), seed=seed)
    return Score(request, own, symbols, words)


def speak(networks: tuple[SemanticGenerator, Synthesizer], score: Score, speed: float = 1.0) -> list[Piece]:
    generator, synthesizer = networks
    timbre = torch.zeros(1, synthesizer.config.condition, 1)
    return list(live_pieces(generator, synthesizer, score, timbre, sampling=SAMPLING, speed=speed))


@pytest.fixture(scope="module")
def spoken(networks: tuple[SemanticGenerator, Synthesizer]) -> tuple[Score, list[Piece]]:
    """One that is long enough to come in pieces; what the networks draw depends on the seed."""
    for seed in range(40):
        pieces = speak(networks, score_of(seed))
        if len(pieces) > 2:
            return score_of(seed), pieces
    pytest.fail("no seed gives a sentence of more than two pieces")


def test_pieces_follow_one_another(spoken: tuple[Score, list[Piece]]) -> None:
    _, pieces = spoken
    assert [piece.begins for piece in pieces] == [True, *[False] * (len(pieces) - 1)]
    assert [piece.ends for piece in pieces] == [*[False] * (len(pieces) - 1), True]
    for piece in pieces:
        assert piece.spans[0].start_sample == 0
        assert piece.spans[-1].end_sample == len(piece.waveform)
        assert all(a.end_sample == b.start_sample for a, b in pairwise(piece.spans))


def test_every_phone_is_timed_once_and_in_order(spoken: tuple[Score, list[Piece]]) -> None:
    score, pieces = spoken
    phones = [span.phone for piece in pieces for span in piece.spans if span.phone is not None]
    sounds = [n for n, word in enumerate(score.words) if word is not None]
    assert [phone for phone in phones if phone in sounds] == sounds


def test_no_word_is_in_two_pieces(spoken: tuple[Score, list[Piece]]) -> None:
    score, pieces = spoken
    words = [
        {score.words[span.phone] for span in piece.spans if span.phone is not None} - {None}
        for piece in pieces
    ]
    assert sum(map(len, words)) == len(set().union(*words))


def test_the_pieces_are_the_sound_of_the_streaming_decoder(
    networks: tuple[SemanticGenerator, Synthesizer], spoken: tuple[Score, list[Piece]]
) -> None:
    score, pieces = spoken
    generator, synthesizer = networks
    decoder = StreamingDecoder(
        synthesizer,
        score.phones[None],
        torch.zeros(1, synthesizer.config.condition, 1),
        generator=torch.Generator().manual_seed(score.request.seed),
    )
    sound = [
        decoder.push(torch.tensor([chunk.tokens], dtype=torch.int64), last=chunk.stop is not None).waveform
        for chunk in generator.stream(score.request, SAMPLING, chunk_tokens=CHUNK_TOKENS)
    ]
    np.testing.assert_allclose(
        np.concatenate([piece.waveform for piece in pieces]), torch.cat(sound).numpy(), atol=1e-6
    )


def test_the_same_seed_gives_the_same_pieces(
    networks: tuple[SemanticGenerator, Synthesizer], spoken: tuple[Score, list[Piece]]
) -> None:
    score, pieces = spoken
    for one, other in zip(pieces, speak(networks, score), strict=True):
        assert np.array_equal(one.waveform, other.waveform)
        assert one.spans == other.spans


@pytest.mark.parametrize("speed", [0.6, 1.5])
def test_other_speeds_are_whole_too(speed: float, networks: tuple[SemanticGenerator, Synthesizer]) -> None:
    pieces = speak(networks, score_of(1), speed)
    assert (pieces[0].begins, pieces[-1].ends) == (True, True)
    assert all(piece.spans[-1].end_sample == len(piece.waveform) for piece in pieces)
