# SPDX-License-Identifier: GPL-3.0-or-later
"""The phones of the networks as phonemes: they sound as the other front ends say, and move the lips."""

from __future__ import annotations

import pytest
import regex
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

from models.gpt_sovits.phones import inventory
from models.gpt_sovits.timing.phone_classes import PhoneClass, phone_class
from sidecar.synthesis.frontend.gpt_sovits import (
    Phone,
    phone_languages,
    symbols_in,
    symbols_of,
    to_phones,
)
from sidecar.synthesis.frontend.gpt_sovits import pinyin as mandarin
from sidecar.synthesis.frontend.gpt_sovits.arpabet import distance, to_arpabet
from sidecar.synthesis.frontend.mandarin.speech import to_ipa
from sidecar.synthesis.phonemes import ALPHABET, LENGTHS, PHONES, PUNCTUATION, TONES
from tests.sidecar.synthesis.frontend import speaking as other

pytestmark = pytest.mark.unit


def spell(*phones: str, language: str) -> str:
    """Phones that stand together, in the alphabet."""
    return "".join("".join(s) for s in symbols_in([Phone(phone, 0, language) for phone in phones]))


def by_word(text: str, language: str) -> dict[str, str]:
    """Typed word -> its symbols, each word read for itself."""
    utterance = to_phones(text, language)
    spoken = [phone for sentence in utterance.sentences for phone in sentence.phones]
    return {
        word.text: "".join("".join(s) for s in symbols_in([p for p in spoken if p.word_index == index]))
        for index, word in enumerate(utterance.words)
    }


def test_every_phone_is_spelled_in_a_language() -> None:
    for phone in inventory("v2").symbols:
        spelled = [symbols for tag in phone_languages("v2") if (symbols := _spelled(phone, tag)) is not None]
        assert spelled
        assert {symbol for symbols in spelled for symbol in symbols} <= ALPHABET
        if phone_class(phone).spoken and phone_class(phone) not in (PhoneClass.ONSET, PhoneClass.UNKNOWN):
            assert all(PHONES & set(symbols) for symbols in spelled)


def _spelled(phone: str, language: str) -> tuple[str, ...] | None:
    try:
        return symbols_of(Phone(phone, 0, language))
    except ValueError:
        return None


@pytest.mark.parametrize("language", phone_languages("v2"))
def test_marks_are_punctuation_and_prosody_is_nothing(language: str) -> None:
    for mark in ",.!?…-":
        (symbol,) = symbols_of(Phone(mark, None, language))
        assert symbol in PUNCTUATION
    for silent in ("[", "]", "UNK", "SP"):
        assert symbols_of(Phone(silent, None, language)) == ()


@pytest.mark.parametrize(
    ("phone", "language"), [("AA1", "ja-JP"), ("Yaa1", "zh-CN"), ("a", "en-US"), ("Y", "yue-HK")]
)
def test_a_phone_of_another_language_is_refused(phone: str, language: str) -> None:
    with pytest.raises(ValueError, match="is no phone of"):
        symbols_of(Phone(phone, 0, language))


def test_spellings_that_languages_share_are_told_apart() -> None:
    assert {tag: spell("r", language=tag) for tag in ("zh-CN", "ja-JP")} == {"zh-CN": "ɻ", "ja-JP": "ɾ"}
    assert {tag: spell("ch", language=tag) for tag in ("zh-CN", "ja-JP")} == {
        "zh-CN": "\uab67ʰ",
        "ja-JP": "ʨ",
    }
    assert spell("AA", "a1", language="zh-CN") == "a→"
    assert spell("AA1", language="en-US") == "ˈɑ"


@pytest.mark.parametrize("phone", [s for s in inventory("v1").symbols if s[-1] in "012"])
def test_english_reads_back_as_the_phone(phone: str) -> None:
    if symbols := _spelled(phone, "en-US"):
        assert to_arpabet("".join(symbols)) == (phone,)


_ENGLISH = [
    "The quick brown fox jumps over the lazy dog.",
    "Maybe Paul bought five purple birds, very cheaply!",
    "Water runs under the bridge; I never thought you would say that.",
    "Her vision of the future was measured by a joyful judge.",
    "We found the boy's toys around the house, didn't we?",
    "Thin things breathe through thick cloth.",
    "Voxrig whispers: wait for me at the museum.",
]


@pytest.mark.parametrize("text", _ENGLISH)
def test_english_sounds_as_the_other_front_end_says(text: str) -> None:
    """But for which weak vowel, a flapped t, and stress, where the dictionary has another reading."""
    heard = other.by_word(text)
    for word, symbols in by_word(text, "en-US").items():
        assert _lips(symbols) == _lips(heard[word]), word
        assert distance(to_arpabet(symbols), to_arpabet(heard[word])) <= 0.5


def _lips(symbols: str) -> list[str]:
    """What touches, hisses and rounds."""
    return [symbol for symbol in symbols if symbol in "pbmfvwszʃʒʧʤθðuOWY"]


def test_every_mandarin_syllable_is_as_the_other_front_end_says() -> None:
    """But for the glide that yi, wu and yu are written with, and syllables that it takes for others."""
    other_syllables = {"yo", "o", "ê", "wong", "m", "n", "ng", "hm", "hng"}
    found = set()
    for readings in PINYIN_DICT.values():
        for syllable in (to_tone3(r, neutral_tone_with_five=True) for r in readings.split(",")):
            phones = mandarin.to_phones(syllable)
            if phones and syllable[:-1] not in other_syllables:
                symbols = regex.sub(r"^(j(?=i)|w(?=u)|ɥ(?=y))", "", spell(*phones, language="zh-CN"))
                assert symbols == to_ipa(syllable)
                found.add(syllable)
    assert len(found) > 1200


@pytest.mark.parametrize(
    "text",
    [
        "月亮和云都很美。",
        "我和你在一起，他们去北京。",
        "绿色的女人喝咖啡，吃苹果！",
        "我们今天下午三点去公园。",
        "请问，附近有没有银行？",
        "春风吹绿了江南岸。",
        "雪花飘飘，北风萧萧。",
    ],
)
def test_mandarin_sounds_as_the_other_front_end_says(text: str) -> None:
    heard = other.by_word(text, "zh-CN")
    for word, symbols in by_word(text, "zh-CN").items():
        assert regex.sub(r"j(?=i)|w(?=u)|ɥ(?=y)", "", symbols) == heard[word]


@pytest.mark.parametrize(
    "text",
    [
        "新聞を一杯買った。",
        "日本語は難しいですよ。",
        "きっと、ちょっと待って！",
        "がっこうの先生と東京へ行きました。",
        "雑誌とズボンと図。",
        "三本、散歩、音楽、反対、親切、本。",
        "ヴァイオリンとティッシュとチェスをウィスキーで。",
        "百円のひゃくえん、りょこう、びょういん。",
        "ふわふわの布団で眠る。",
    ],
)
def test_japanese_sounds_as_the_other_front_end_says(text: str) -> None:
    heard = other.by_word(text, "ja-JP")
    for word, symbols in by_word(text, "ja-JP").items():
        assert _japanese(symbols) == _japanese(heard[word])


def _japanese(symbols: str) -> str:
    """Long vowels as two, っ as the consonant that it lengthens; what no lip shows made alike."""
    symbols = regex.sub(r"ʔ([ʨʦ])", r"t\1", symbols)
    symbols = regex.sub(r"ʔ(\p{L})", r"\1\1", symbols)
    symbols = regex.sub(r"(\p{L})ː", r"\1\1", symbols)
    return symbols.replace("ɨ", "ɯ").replace("ʣ", "z").replace("tʲ", "t").replace("ɴ", "n")


@pytest.mark.parametrize(
    ("phones", "expected"),
    [
        ("s a N p o", "sampo"),
        ("s a N [ p o", "sampo"),
        ("k a N k e i", "kaŋkei"),
        ("h o N", "hoɴ"),
        ("i cl p a i", "ippai"),
        ("i cl UNK p a i", "ippai"),
        ("m a cl ch a", "matʨa"),
        ("a cl", "aʔ"),
        ("a cl .", "aʔ."),
        ("k I sh a", "kʲiɕa"),
        ("f U t o N", "ɸɯtoɴ"),
    ],
)
def test_japanese_consonants_close_as_long_as_they_are_held(phones: str, expected: str) -> None:
    assert spell(*phones.split(), language="ja-JP") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("안녕하세요", "annjʌŋhasejo"),
        ("영어", "jʌŋʌ"),
        ("왜", "wɛ"),
        ("회의", "hweɯi"),
        ("위", "wi"),
        ("원", "wʌn"),
        ("신라", "ɕilla"),
        ("라디오", "ɾatio"),
        ("밥", "pap"),
        ("뽑다", "popta"),
        ("합니다", "hamnita"),
        ("커피", "kʰʌpʰi"),
        ("부엌", "puʌk"),
    ],
)
def test_korean(text: str, expected: str) -> None:
    assert by_word(text, "ko-KR") == {text: expected}


def test_a_korean_space_is_a_space() -> None:
    (sentence,) = to_phones("강 이름", "ko-KR").sentences
    assert "".join("".join(symbols) for symbols in symbols_in(sentence.phones)) == "kaŋ iɾɯm."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你", "nei"),
        ("好", "hou"),
        ("香", "hœŋ"),
        ("港", "kɔŋ"),
        ("月", "ɥyt"),
        ("國", "kwɔk"),
        ("三", "sam"),
        ("十", "sɐp"),
        ("鴨", "ap"),
        ("水", "søy"),
        ("屋", "ʊkk"),
        ("五", "ŋŋ"),
        ("唔", "mm"),
        ("筆", "pɐt"),
        ("飛", "fei"),
        ("拍", "pʰak"),
    ],
)
def test_cantonese(text: str, expected: str) -> None:
    assert by_word(text, "yue-HK") == {text: expected}


@pytest.mark.parametrize("language", phone_languages("v2"))
def test_tones_and_lengths_follow_a_sound_of_the_same_phone(language: str) -> None:
    for phone in inventory("v2").symbols:
        symbols = _spelled(phone, language) or ()
        for before, symbol in zip(("", *symbols), symbols, strict=False):
            assert symbol not in TONES | LENGTHS or before in PHONES
