# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines spoken by the real network: whole, joined, on one clock."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sidecar.engines import Engines, KokoroEngine
from sidecar.errors import InvalidRequestError
from sidecar.synthesis.frontend import LexiconEntry, analyse
from sidecar.synthesis.passes import plan_passes
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.sounds import sounds_of
from sidecar.synthesis.speech import SILENCE, Speech, join

pytestmark = pytest.mark.model

RATE = 24_000
HEART = (("af_heart", 1.0),)
# One sentence of more than 510 tokens, so it is cut at clauses, with sentences around it.
LONG = (
    "Listen. "
    + ", ".join(f"then the {animal} walked slowly past the old gate and into the garden" for animal in (
        "fox", "hare", "goose", "badger", "horse", "cat", "toad", "wolf"
    ))
    + ". That was all of them, as far as anybody in the village knows."
)  # fmt: skip


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    made = Pipeline(Engines(KokoroEngine("cpu")))
    made.load()
    return made


@pytest.fixture(scope="module")
def stretches(pipeline: Pipeline) -> list[Speech]:
    return list(pipeline.speak(SpeechRequest(LONG, "en-US", HEART, seed=5)))


def test_text_longer_than_a_pass_keeps_every_word_and_phoneme(stretches: list[Speech]) -> None:
    utterance = analyse(LONG, "en-US")
    assert max(len(sentence.tokens) for sentence in utterance.sentences) > 510
    line = join(stretches)
    assert [word.text for word in line.words] == [word.text for word in utterance.words]
    tokens = [token for sentence in utterance.sentences for token in sentence.tokens]
    expected = [(sound.symbol, sound.word_index) for sound in sounds_of(tokens) if sound.symbol]
    assert [(p.symbol, p.word_index) for p in line.phonemes if p.symbol != SILENCE] == expected


def test_all_is_on_one_clock(stretches: list[Speech]) -> None:
    line = join(stretches)
    edges = [phoneme.start_sample for phoneme in line.phonemes] + [len(line.audio)]
    assert edges[0] == 0
    assert [phoneme.end_sample for phoneme in line.phonemes] == edges[1:]
    assert all(start < end for start, end in pairwise(edges))
    for before, after in pairwise(line.words):
        assert before.start_sample < before.end_sample <= after.start_sample


def test_joins_do_not_click(stretches: list[Speech]) -> None:
    assert len(stretches) >= 3
    line = join(stretches)
    steps = np.abs(np.diff(line.audio))
    for stretch in stretches[1:]:
        at = stretch.start_sample
        around = steps[at - 2_400 : at + 2_400]
        assert steps[at - 240 : at + 240].max() < 0.1 * around.max() + 1e-3


def test_joins_pause_as_the_punctuation_asks(stretches: list[Speech]) -> None:
    groups = plan_passes(analyse(LONG, "en-US"), 510)
    assert len(groups) == len(stretches)
    for group, stretch in zip(groups[:-1], stretches[:-1], strict=True):
        pause = stretch.phonemes[-1]
        mark = "".join(token.symbol for token in group[-1].tokens).rstrip()[-1]
        low, high = {",": (0.2, 0.45), ".": (0.35, 0.6)}[mark]
        assert pause.symbol == SILENCE
        assert low < (pause.end_sample - pause.start_sample) / RATE < high


def test_a_line_starts_and_ends_with_a_short_silence(stretches: list[Speech]) -> None:
    line = join(stretches)
    first, last = line.phonemes[0], line.phonemes[-1]
    assert (first.symbol, last.symbol) == (SILENCE, SILENCE)
    assert 0.04 < first.end_sample / RATE < 0.2
    assert 0.08 < (last.end_sample - last.start_sample) / RATE < 0.3


def test_speech_is_heard_where_the_words_are(stretches: list[Speech]) -> None:
    line = join(stretches)
    loud = np.sqrt(np.mean(line.audio**2))
    for word in line.words:
        level = np.sqrt(np.mean(line.audio[word.start_sample : word.end_sample] ** 2))
        assert level > 0.1 * loud, word.text


def test_the_same_seed_speaks_the_same(pipeline: Pipeline) -> None:
    request = SpeechRequest("Once more, with feeling.", "en-US", HEART, seed=2**64 - 1)
    first, second = (join(list(pipeline.speak(request))) for _ in range(2))
    assert np.array_equal(first.audio, second.audio)
    assert first.phonemes == second.phonemes


def test_voices_are_about_equally_loud_and_none_clips(pipeline: Pipeline) -> None:
    levels = []
    for voice in (
        "af_nicole",
        "am_michael",
        "zf_xiaobei",
        "bm_george",
    ):  # among them the loudest and quietest
        request = SpeechRequest("The same words, whoever may be saying them.", "en-US", ((voice, 1.0),))
        audio = join(list(pipeline.speak(request))).audio
        assert np.abs(audio).max() < 1.0
        levels.append(20 * np.log10(np.sqrt(np.mean(audio**2))))
    assert max(levels) - min(levels) < 6


def test_a_lexicon_is_heeded_and_its_faults_are_named(pipeline: Pipeline) -> None:
    lexicon = (LexiconEntry("gif", "ʤˈɪf"),)
    line = join(list(pipeline.speak(SpeechRequest("A gif.", "en-US", HEART, lexicon=lexicon))))
    assert "dʒ" in [phoneme.symbol for phoneme in line.phonemes]
    with pytest.raises(InvalidRequestError) as caught:
        list(pipeline.speak(SpeechRequest("A gif.", "en-US", HEART, lexicon=(LexiconEntry("gif", "§"),))))
    assert caught.value.violations[0].field == "lexicon[0].phonemes"
