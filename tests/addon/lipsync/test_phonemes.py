# SPDX-License-Identifier: GPL-3.0-or-later
"""Every symbol of speech has a mouth."""

from __future__ import annotations

import re

import pytest

from addon.lipsync.channels import CHANNELS
from addon.lipsync.phonemes import Kind, parts
from models.kokoro.vocabulary import VOCABULARY
from sidecar.synthesis.phonemes import LENGTHS, PHONES, unpack

pytestmark = pytest.mark.unit

ENGLISH = re.findall(
    r"\S+",
    """p b t d k ɡ g tʃ dʒ f v θ ð s z ʃ ʒ h m n ŋ l ɹ j w ɾ ʔ i iː ɪ e eɪ ɛ ɛː æ a ɑ ɑː ɒ ɔ ɔː oʊ əʊ o ʊ u uː
    ʌ ɐ ə ɜ ɜː ɚ ɝ aɪ aʊ ɔɪ ɪə eə ʊə l̩ n̩ m̩ ɫ t̬ ʲ""",
)
MANDARIN = re.findall(
    r"\S+",
    """p pʰ m f t tʰ n l k kʰ x h tɕ tɕʰ ɕ ʈʂ tʂ ʈʂʰ tʂʰ ʂ ɻ ʐ ts tsʰ s a o ɤ e ɛ i u y ɥ w j ɨ ɚ ŋ ai ei au
    ou
    ʊ ɻ̩ ɹ̩""",
)
KOKORO = [*"AIOWYQTSʧʤᵊᵻʦʨʣʥꭧᵝɸβɯɰɴɽʋʁæøœɲçʎɟ"]
OTHERS = [*"ɓɗɠʄʛǀǁǃǂʘɬɮʙʀχħʕʢɧʍɶɞɵʏʉɘɺⱱɱɭɳɖʈ", "ã", "ɔ̃", "kʷ", "tʼ", "d̪", "ɜ˞", "t͡ʃ", "t͜s", "pf"]


KOREAN = re.findall(
    r"\S+",
    "p pʰ p͈ t tʰ t͈ k kʰ k͈ tɕ tɕʰ tɕ͈ dʑ s s͈ ɕ h m n ŋ ɾ l p̚ t̚ k̚ a ɐ ʌ o u ɯ i ɛ e ɰi wa wʌ ja jʌ ø",
)
CANTONESE = re.findall(
    r"\S+",
    "p pʰ t tʰ k kʰ kʷ kʷʰ ts tsʰ f s h m n ŋ l j w aː ɐ ɛː e iː ɪ ɔː o uː ʊ œː ɵ yː p̚ t̚ k̚ m̩ ŋ̩ aːi ɐu ɵy",
)
NINE_LANGUAGES = re.findall(
    r"\S+",
    """a e i o u β ð ɣ ɲ ɾ r x θ tʃ ʎ ʝ  ɑ ɛ œ ø y ɥ ʁ ʒ ɑ̃ ɛ̃ ɔ̃ œ̃  ɖ ʈ ʈʰ ɖʰ bʰ ɡʰ dʒʰ ɽ ɳ ʂ ʋ ə̃ ĩ ũ ɪ̃  dz ts
    ʣ ʦ ɯ ɯᵝ ɯ̥ i̥ ɴ ɸ ɕ tɕ dʑ ʥ ʨ ɰ kʲ  ẽ õ ĩ ũ ɐ̃ w̃ j̃ ʃ ʎ  ɤ ɨ ꭧ tʂʰ ɚ ʊ  pf ç yː øː ʏ œ ɐ̯ aʊ̯ ɔʏ̯""",
)
EMITTED = sorted({unpack(phone) + length for phone in PHONES for length in ("", *LENGTHS)} | set(VOCABULARY))


@pytest.mark.parametrize(
    "symbol", [*ENGLISH, *MANDARIN, *KOKORO, *OTHERS, *KOREAN, *CANTONESE, *NINE_LANGUAGES]
)
def test_no_symbol_of_speech_is_silence(symbol: str) -> None:
    for part in parts(symbol):
        assert part.target.kind is not Kind.PAUSE
        assert set(part.target.goals) <= set(CHANNELS)
        for goal in part.target.goals.values():
            assert 0.0 <= goal.value <= 1.0
            assert 0.0 < goal.strength <= 1.0


@pytest.mark.parametrize("symbol", ["p", "b", "pʰ", "pː", "ɓ", "p̚", "bʷ"])
def test_labial_stops_close_the_lips(symbol: str) -> None:
    assert [part.target.kind for part in parts(symbol)] == [Kind.STOP_LABIAL]
    assert parts(symbol)[0].target.goals["lip_close"].value == 1.0


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        ("m", Kind.NASAL_LABIAL),
        ("m̩", Kind.NASAL_LABIAL),
        ("f", Kind.LABIODENTAL),
        ("vʲ", Kind.LABIODENTAL),
        ("tʃ", Kind.SIBILANT),
        ("ʧ", Kind.SIBILANT),
        ("ʈʂʰ", Kind.SIBILANT),
        ("ꭧ", Kind.SIBILANT),
        ("tɕ", Kind.SIBILANT),
        ("h", Kind.FREE),
        ("ʰ", Kind.FREE),
        ("ˈ", Kind.FREE),
        ("↗", Kind.FREE),
        ("ɜː", Kind.VOWEL),
        ("ɹ̩", Kind.VOWEL),
        ("sil", Kind.PAUSE),
        (",", Kind.PAUSE),
        ("…", Kind.PAUSE),
        (" ", Kind.PAUSE),
        ("", Kind.PAUSE),
    ],
)
def test_a_symbol_makes_one_demand(symbol: str, kind: Kind) -> None:
    assert [part.target.kind for part in parts(symbol)] == [kind]


@pytest.mark.parametrize(
    ("packed", "plain"), [("A", "eɪ"), ("I", "aɪ"), ("O", "oʊ"), ("W", "aʊ"), ("Y", "ɔɪ"), ("Q", "əʊ")]
)
def test_kokoros_packed_symbols_mean_their_ipa(packed: str, plain: str) -> None:
    assert parts(packed) == parts(plain)


@pytest.mark.parametrize("symbol", ["eɪ", "aɪ", "oʊ", "aʊ", "ɔɪ", "əʊ", "ai̯", "aɪː"])
def test_diphthongs_change_shape_after_the_middle(symbol: str) -> None:
    first, second = parts(symbol)
    assert first.target != second.target
    assert 0.55 <= first.end == second.begin <= 0.6


@pytest.mark.parametrize(
    ("marked", "plain"),
    [("ã", "a"), ("uː", "u"), ("ˈi", "i"), ("d̪", "d"), ("t͡ʃ", "tʃ"), ("ü", "u"), ("é", "e")],
)
def test_marks_without_a_shape_change_nothing(marked: str, plain: str) -> None:
    assert parts(marked) == parts(plain)


@pytest.mark.parametrize(
    ("symbol", "like"),
    [("ƀ", "b"), ("ɫ", "l"), ("ᶑ", "ʈ"), ("ᵽ", "p"), ("ᶆ", "m")],
)
def test_an_unlisted_letter_goes_by_its_base(symbol: str, like: str) -> None:
    assert parts(symbol)[0].target.kind == parts(like)[0].target.kind


def test_a_letter_of_another_script_opens_the_mouth_a_little() -> None:
    (part,) = parts("ж")
    assert part.target.kind is Kind.VOWEL
    assert part.target.goals["jaw"].value > 0.2


def test_vowels_stand_where_phonetics_puts_them() -> None:
    def goal(symbol: str, channel: str) -> float:
        return parts(symbol)[0].target.goals[channel].value

    assert goal("i", "jaw") < goal("e", "jaw") < goal("ɛ", "jaw") < goal("æ", "jaw") < goal("a", "jaw")
    assert goal("u", "jaw") < goal("o", "jaw") < goal("ɔ", "jaw") < goal("ɑ", "jaw")
    assert goal("u", "round") > goal("o", "round") > goal("ɔ", "round") > 0.0 == goal("ɑ", "round")
    assert goal("i", "spread") > goal("ɪ", "spread") > goal("ɛ", "spread") > 0.0 == goal("y", "spread")
    assert goal("y", "round") > 0.8
    assert goal("ɯ", "round") == 0.0


def test_a_labialised_consonant_rounds_the_lips() -> None:
    assert parts("kʷ")[0].target.goals["round"].value > 0.5
    assert "round" not in parts("k")[0].target.goals


def test_every_symbol_of_the_voice_and_of_the_front_end_is_known() -> None:
    for symbol in EMITTED:
        kinds = {part.target.kind for part in parts(symbol)}
        if symbol[0] in PHONES or unpack(symbol) != symbol:
            assert Kind.PAUSE not in kinds, symbol
        for part in parts(symbol):
            assert set(part.target.goals) <= set(CHANNELS), symbol


@pytest.mark.parametrize(
    ("symbol", "channel", "least", "most"),
    [
        ("ɯᵝ", "round", 0.0, 0.2),  # compressed, not rounded
        ("ɯ", "round", 0.0, 0.0),
        ("œ̃", "round", 0.4, 0.7),
        ("ɔ̃", "round", 0.5, 0.7),
        ("ɚ", "tongue_curl", 0.9, 1.0),
        ("ʈʰ", "tongue_curl", 0.5, 1.0),
        ("ʃ", "upper_lip", 0.4, 0.6),
        ("f", "upper_lip", 0.2, 0.4),
        ("s", "upper_lip", 0.1, 0.3),
        ("æ", "upper_lip", 0.3, 0.5),
        ("a", "upper_lip", 0.0, 0.0),
        ("e̞", "jaw", 0.45, 0.5),
        ("e̝", "jaw", 0.3, 0.35),
        ("ɔ̹", "round", 0.7, 0.75),
        ("ɔ̜", "round", 0.4, 0.45),
    ],
)
def test_features_are_visible(symbol: str, channel: str, least: float, most: float) -> None:
    assert least - 1e-9 <= parts(symbol)[0].target.goals[channel].value <= most + 1e-9


def test_a_devoiced_vowel_hardly_claims_the_mouth() -> None:
    (voiced,), (devoiced,) = parts("i"), parts("i̥")
    assert devoiced.target.weight < voiced.target.weight
    assert devoiced.target.goals["jaw"].strength < voiced.target.goals["jaw"].strength


@pytest.mark.parametrize(
    ("symbol", "like"),
    [
        ("ϑ", "θ"),
        ("ᶴ", "ʃ"),
        ("ᴃ", "b"),
        ("ᶄ", "k"),
        ("ꞵ", "v"),
        ("ʞ", "k"),
        ("ȶ", "c"),
        ("p̪", "f"),
        ("b̪", "v"),
    ],
)
def test_an_unknown_letter_goes_by_the_features_in_its_name(symbol: str, like: str) -> None:
    assert parts(symbol)[0].target.kind is parts(like)[0].target.kind
    assert set(parts(like)[0].target.goals) <= set(parts(symbol)[0].target.goals)
