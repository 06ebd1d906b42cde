# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said for what is typed in Japanese."""

from __future__ import annotations

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.synthesis.frontend import LexiconEntry, analyse
from sidecar.synthesis.frontend.japanese.kana import to_ipa
from sidecar.synthesis.phonemes import ALPHABET, CONSONANTS, VOWELS
from tests.sidecar.synthesis.frontend.speaking import by_word, sounds, symbols
from tests.sidecar.synthesis.frontend.test_text import analysed, check

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("三人です。", "さんにんです。"),
        ("1人と2人。", "ひとりとふたり。"),
        ("ペンが1本、6本。", "ペンがいっぽん、ろっぽん。"),
        ("10月5日です。", "じゅうがついつかです。"),
        ("2026年です。", "二千二十六年です。"),
        ("¥1,200です。", "千二百円です。"),
        ("－¥５００です。", "マイナス五百円です。"),
        ("$3.50です。", "三てんごーゼロドルです。"),
        ("€2万です。", "二万ユーロです。"),
        ("3時半です。", "さんじはんです。"),
        ("10:30です。", "じゅうじさんじゅっぷんです。"),
        ("9:00〜17:05です。", "くじからじゅうしちじごふんです。"),
        ("50%です。", "ごじゅっパーセントです。"),
        ("12345個です。", "一万二千三百四十五個です。"),
        ("3.5kmです。", "三てんごキロメートルです。"),
        ("8GBです。", "八ギガバイトです。"),
        ("-5°Cです。", "マイナス五度です。"),
        ("2026-11-25です。", "二千二十六年じゅういちがつ二十五日です。"),
        ("2/14です。", "にがつじゅうよっかです。"),
        ("3/4です。", "四分の三です。"),
        ("½です。", "二分の一です。"),
        ("3〜5人です。", "三から五人です。"),
        ("3-5人です。", "三から五人です。"),
        ("#1です。", "ナンバー一です。"),
        ("②です。", "二です。"),
        ("５㌔です。", "五キロです。"),
        ("ｶﾞｯｺｳです。", "学校です。"),
        ("か\u3099っこうです。", "学校です。"),
        ("佐々木さん。", "ささきさん。"),
        ("え～っ！", "えーっ！"),
        ("私は海へ行くのを見た。", "わたしわうみえいくのおみた。"),
        ("NHKとCDとTシャツ。", "エヌエイチケイとシーディーとティーシャツ。"),
    ],
)
def test_is_said_as(typed: str, spoken: str) -> None:
    assert _moras(typed) == _moras(spoken)


def _moras(text: str) -> str:
    """The sounds of a line, with one sign for ん, which is like what follows it in the same word only."""
    return regex.sub(r"[nɲŋm](?![aiueoɯɨj])", "ɴ", sounds(text, "ja-JP"))


@pytest.mark.parametrize(
    ("text", "word", "heard"),
    [
        ("学校", "学校", "ɡaʔkoː"),  # a long consonant and a long vowel
        ("切手", "切手", "kʲiʔte"),
        ("新聞", "新聞", "ɕimbɯɴ"),  # ん before b, k, ch, t and at the end
        ("文化", "文化", "bɯŋka"),
        ("三人", "三人", "saɲɲiɴ"),
        ("反対", "反対", "hantai"),
        ("今日は", "今日", "kʲoː"),
        ("手紙は", "は", "βa"),  # particles
        ("海へ行く", "へ", "e"),
        ("本を読む", "を", "o"),
        ("寿司", "寿司", "sɨɕi"),
        ("月", "月", "ʦɨkʲi"),
        ("風船", "風船", "ɸɯːseɴ"),
        ("ファイル", "ファイル", "ɸaiɾɯ"),
        ("パーティー", "パーティー", "paːtʲiː"),
        ("コンピューター", "コンピューター", "kompʲɨːtaː"),
        ("ヴァイオリン", "ヴァイオリン", "vaioɾʲiɴ"),
        ("ウェブ", "ウェブ", "βebɯ"),
        ("何ですか", "何", "naɴ"),  # readings by context
        ("何を見た", "何", "naɲi"),
        ("銀行に行った", "行った", "iʔta"),
        ("会を行った", "行った", "okonaʔta"),
        ("2026年", "2026年", "ɲiseɴ ɲiʥɨː ɾokɯneɴ"),  # long numbers are several accent phrases
        ("2,027分", "2,027分", "ɲiseɴ ɲiʥɨː nanaɸɯɴ"),
        ("すごーい", "すごーい", "sɨɡoːi"),
    ],
)
def test_readings(text: str, word: str, heard: str) -> None:
    assert by_word(text, "ja-JP")[word] == heard


def test_words_are_those_that_a_person_would_count() -> None:
    text = "「昨日、友達と静かなお寺で写真を2,000枚撮りませんでしたか？」"
    words = analyse(text, "ja-JP").words
    assert [word.text for word in words] == [
        *("昨日", "友達", "と", "静かな", "お寺", "で", "写真", "を", "2,000枚", "撮りませんでした", "か"),
    ]
    assert words[0].char_start == 1


def test_full_width_punctuation_is_mapped() -> None:
    assert symbols("目、目。目？目！「目」（目）目…目・目", "ja-JP").replace("me", "M") == (
        "M, M.|M?|M!|“M” (M) M… M M"
    )


def test_english_inside_japanese_is_english() -> None:
    words = by_word("新しいiPhoneでVoxrig Studioの動画を5km撮って、OKなら3DのA4版をDVDに。", "ja-JP")
    assert words["iPhone"] == by_word("iPhone")["iPhone"]
    assert words["Studio"] == by_word("Studio")["Studio"]
    assert words["5km"] == "ɡokʲiɾomeːtoɾɯ"
    assert words["OK"] == "oːkei"
    assert words["3D"] == "sɨɾʲiːdʲiː"
    assert words["A4版"] == "eːjombaɴ"
    assert words["DVD"] == "dʲiːbɯidʲiː"
    assert by_word("iPhoneは高い", "ja-JP")["は"] == "βa"


def test_long_words_in_capitals_are_no_abbreviations() -> None:
    words = by_word("VOXRIGをUSB3.0とHTML5とCD-ROMで。", "ja-JP")
    assert words["VOXRIG"] == by_word("VOXRIG")["VOXRIG"]
    assert (words["USB"], words["3.0"]) == ("jɯːesɨbʲiː", "santeɴ ʣeɾo")
    assert words["ROM"] == "ɾomɯ"


def test_what_openjtalk_loses_its_place_in_is_read_in_parts() -> None:
    assert list(by_word("佐藤々2", "ja-JP")) == ["佐藤", "2"]


def test_ipa_is_brought_into_the_alphabet_of_the_voices() -> None:
    assert by_word("[私](/watat͡ɕi/)", "ja-JP")["私"] == "βataʨi"


def test_a_pinned_word_leaves_the_rest_as_it_was() -> None:
    words = by_word("[沃瑞](/βoɾei/)さんは3人です", "ja-JP")
    assert list(words) == ["沃瑞", "さん", "は", "3人", "です"]
    assert (words["沃瑞"], words["は"]) == ("βoɾei", "βa")
    assert by_word("[佐](/a/)本は[京](/i/)都", "ja-JP")["佐"] == "a"


def test_lexicon_entries_match_words_not_characters() -> None:
    lexicon = [LexiconEntry("京都", "ma"), LexiconEntry("ねずこ", "nezɨko"), LexiconEntry("ヴォクス", "βo")]
    words = by_word("ねずこは京都でヴォクスを見た。", "ja-JP", lexicon=lexicon)
    assert (words["ねずこ"], words["京都"], words["ヴォクス"]) == ("nezɨko", "ma", "βo")
    assert words["は"] == "βa"
    assert "京都" not in by_word("東京都庁", "ja-JP", lexicon=lexicon)
    assert "ヴォクス" not in by_word("ヴォクスリグ", "ja-JP", lexicon=lexicon)
    assert by_word("NHKを見た", "ja-JP", lexicon=[LexiconEntry("nhk", "a")])["NHK"] == "a"


@given(st.text(st.characters(min_codepoint=0x30A1, max_codepoint=0x30FC), max_size=12))
@settings(max_examples=300)
def test_any_katakana_is_spelled_in_the_alphabet(katakana: str) -> None:
    spelled = to_ipa(katakana)
    assert set(spelled) <= ALPHABET
    assert not regex.search(
        rf"^ː|[{''.join(CONSONANTS - set('ʔɴnɲŋmj'))}]ʲ?(?![{''.join(VOWELS)}ʲᵝ])", spelled
    )


JAPANESE = st.lists(
    st.sampled_from(
        [
            *("漢字", "東京都", "食べた", "々", "ゝ", "〇", "辻\U000e0100", "𠮷", "Ⅷ", "〆", "你们"),
            *(
                "か",
                "が",
                "は",
                "へ",
                "ー",
                "っ",
                "ッ",
                "ん",
                "ァ",
                "ヴュ",
                "か\u3099",
                "゛",
                "ｶ",
                "ﾞ",
                "ｰ",
                "～",
                "・",
            ),
            *(
                "3",
                "人",
                "本",
                "1,234",
                "10:30",
                "99:99",
                "2/14",
                "0/0",
                "¥",
                "$5",
                "％",
                "°C",
                "-",
                "+",
                "=",
            ),
            *("㌔", "①", "½", "㈱", "۳", "。", "、", "「", "」", "！", "？", "…", " ", "\u3000", "\n"),
            *("NHK", "iPhone", "km", "a", "佐藤", "[佐](/sa/)", "[3](/sa/)", "한", "й", "🎉", "※", "〒"),
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JAPANESE)
def test_any_japanese_is_analysed_exactly_or_refused(text: str) -> None:
    utterance = analysed(text, "ja-JP")
    if utterance is not None:
        check(utterance)
