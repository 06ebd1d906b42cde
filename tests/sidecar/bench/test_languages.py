# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors are those of the voice, not of a recogniser's spelling."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from sidecar.bench import app
from sidecar.bench.language_corpus import SENTENCES
from sidecar.bench.languages import rate, table
from sidecar.synthesis.frontend import languages

pytestmark = pytest.mark.unit


def test_every_language_has_ten_sentences() -> None:
    assert {language: len(sentences) for language, sentences in SENTENCES.items()} == dict.fromkeys(
        languages(), 10
    )


def test_words_characters_and_phonemes_are_counted() -> None:
    heard = rate("af_heart", "en-US", ["Two tin cups, please."], ["Two thin cups please!"])
    assert heard.words == 1 / 4
    assert heard.characters == 1 / 16
    assert heard.phonemes == 1 / 13
    assert heard.main == heard.words


@pytest.mark.parametrize(
    ("language", "said", "heard", "characters"),
    [
        ("ja-JP", "三人で切符を買った。", "3人できっぷを買った", 4 / 9),  # numbers, kana for kanji
        ("zh-CN", "我们买了面包。", "我們買了麵包", 0.0),  # traditional characters
        ("en-GB", "I know the night.", "I no the knight.", 3 / 13),  # homophones
    ],
)
def test_another_spelling_is_no_phoneme_error(
    language: str, said: str, heard: str, characters: float
) -> None:
    counted = rate("voice", language, [said], [heard])
    assert counted.phonemes == 0
    assert counted.characters == pytest.approx(characters)
    assert (counted.words is None) == (language != "en-GB")


def test_hindi_vowel_signs_and_nukta_are_part_of_words() -> None:
    assert rate("hf_alpha", "hi-IN", ["लड़का बाज़ार में है।"], ["लड\u093cका बाज\u093cार में है"]).words == 0


def test_silence_is_all_errors() -> None:
    counted = rate("af_heart", "en-US", ["Two cups."], ["..."])
    assert (counted.words, counted.characters, counted.phonemes) == (1, 1, 1)


def test_the_table_names_the_worst_voice_of_a_language() -> None:
    good = rate("if_sara", "it-IT", ["ciao a tutti"], ["ciao a tutti"])
    bad = rate("im_nicola", "it-IT", ["ciao a tutti"], ["ciao a matti"])
    (worst,) = table([good, bad]).columns[-1].cells
    assert worst == "im_nicola 33.3%"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(["--language", "tlh"], "en-US, en-GB"), (["--voice", "af_nobody"], "no stock voice 'af_nobody'")],
)
def test_an_unknown_language_or_voice_is_named(arguments: list[str], named: str) -> None:
    result = CliRunner().invoke(app, ["languages", *arguments])
    assert result.exit_code == 2
    assert named in result.output
