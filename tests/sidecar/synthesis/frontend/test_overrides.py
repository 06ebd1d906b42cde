# SPDX-License-Identifier: GPL-3.0-or-later
"""Pronunciations given inline or by the project's lexicon."""

from __future__ import annotations

import pytest

from sidecar.synthesis.frontend import LexiconEntry, TextError, analyse
from tests.sidecar.synthesis.frontend.speaking import by_word, said

pytestmark = pytest.mark.unit


def test_the_word_shown_is_the_word_and_stands_inside_the_brackets() -> None:
    text = "Try [Voxrig](/vˈɑksɹˌɪɡ/), now."
    utterance = analyse(text, "en-US")
    word = utterance.words[1]
    assert (word.text, word.char_start, word.char_end) == ("Voxrig", 5, 11)
    assert said(utterance, 1) == "vˈɑksɹˌɪɡ"
    assert [w.text for w in utterance.words] == ["Try", "Voxrig", "now"]


def test_several_words_may_be_one() -> None:
    words = by_word("In [New  York](/nuˈjɔɹk/)'s park.")
    assert list(words) == ["In", "New  York", "'s", "park"]
    assert words["New  York"] == "nuˈjɔɹk"
    assert words["'s"] == "s"


@pytest.mark.parametrize(
    ("ipa", "language", "packed"),
    [
        ("tʃɪldʒ", "en-US", "ʧɪlʤ"),
        ("t͡ʃeɪ", "en-US", "ʧA"),
        ("ˈaɪoʊaʊɔɪ", "en-US", "ˈIOWY"),
        ("ɡəʊ", "en-GB", "ɡQ"),
        ("go.ˈrɝ", "en-US", "ɡoˈɹɜɹ"),
        ("bˈʌɾəɹ", "en-US", "bˈʌTəɹ"),
        ("tɕʰi˥˩tʂɤ˧˥", "zh-CN", "ʨʰi↘ꭧɤ↗"),
        ("xai↗", "zh-CN", "xai↗"),
    ],
)
def test_ipa_is_packed_into_the_voices_alphabet(ipa: str, language: str, packed: str) -> None:
    assert by_word(f"[word](/{ipa}/)", language)["word"] == packed


def test_a_bad_symbol_is_named_with_its_place() -> None:
    with pytest.raises(TextError, match=r"'#' \(U\+0023\) at character 16") as caught:
        analyse("Try [Voxrig](/vˈ#ɡ/).", "en-US")
    assert caught.value.field == "text"


@pytest.mark.parametrize("text", ["[a](//)", "[a](/ˈ/)", "[](/a/)", "[ ](/a/)", "[a](/b", "x [a](/b) c"])
def test_broken_markup_is_an_error_not_speech(text: str) -> None:
    with pytest.raises(TextError):
        analyse(text, "en-US")


def test_plain_brackets_are_just_brackets() -> None:
    assert list(by_word("He [really] did (so).")) == ["He", "really", "did", "so"]


def test_the_lexicon_matches_whole_words_without_regard_to_case() -> None:
    lexicon = [LexiconEntry("vox", "vˈoʊks")]
    words = by_word("Vox and VOX, not voxel; vox's.", lexicon=lexicon)
    assert words["Vox"] == words["VOX"] == words["vox"] == "vˈOks"
    assert words["'s"] == "ᵻz"
    assert words["voxel"] != "vˈOks"


def test_an_entry_with_capitals_minds_case() -> None:
    words = by_word("Polish the polish.", lexicon=[LexiconEntry("Polish", "pˈoʊlɪʃ")])
    assert words["Polish"] == "pˈOlɪʃ"
    assert words["polish"] == "pˈɑlɪʃ"


def test_the_longest_entry_wins_and_inline_beats_all() -> None:
    lexicon = [LexiconEntry("san", "a"), LexiconEntry("San Marco", "b i"), LexiconEntry("marco", "ə")]
    assert by_word("San Marco", lexicon=lexicon) == {"San Marco": "b i"}
    assert by_word("San [Marco](/m/)", lexicon=lexicon) == {"San": "a", "Marco": "m"}


def test_an_entry_may_be_for_one_language() -> None:
    lexicon = [LexiconEntry("tomato", "təmˈɑːtəʊ", "en-GB"), LexiconEntry("Voxrig", "vɔks", "en-US")]
    assert by_word("tomato", "en-GB", lexicon=lexicon)["tomato"] == "təmˈɑːtQ"
    assert by_word("tomato", "en-US", lexicon=lexicon) == by_word("tomato", "en-US")
    assert by_word("用Voxrig吧", "zh-CN", lexicon=lexicon)["Voxrig"] == "vɔks"


def test_mandarin_entries_match_words_not_characters() -> None:
    lexicon = [LexiconEntry("重庆", "ma↓"), LexiconEntry("沃瑞格", "wo↘"), LexiconEntry("行", "ɕi↗ŋ")]
    words = by_word("他在重庆用沃瑞格。", "zh-CN", lexicon=lexicon)
    assert (words["重庆"], words["沃瑞格"]) == ("ma↓", "wo↘")
    assert "重庆" not in by_word("双重庆典", "zh-CN", lexicon=lexicon)
    assert by_word("银行", "zh-CN", lexicon=lexicon)["银行"] == "i↗nxa↗ŋ"
    assert by_word("He knows 重庆.", "en-US", lexicon=lexicon)["重庆"] == "ma↓"


def test_the_lexicon_leaves_no_trace() -> None:
    before = by_word("沃瑞格来了", "zh-CN")
    by_word("沃瑞格来了", "zh-CN", lexicon=[LexiconEntry("沃瑞格", "wo↘")])
    assert by_word("沃瑞格来了", "zh-CN") == before


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (LexiconEntry("word", "b#"), "lexicon[1].phonemes"),
        (LexiconEntry("word", " "), "lexicon[1].phonemes"),
        (LexiconEntry("  ", "a"), "lexicon[1].word"),
        (LexiconEntry("word", "a", "xx-XX"), "lexicon[1].language"),
    ],
)
def test_a_bad_entry_is_named(entry: LexiconEntry, field: str) -> None:
    with pytest.raises(TextError) as caught:
        analyse("A word.", "en-US", [LexiconEntry("fine", "a"), entry])
    assert caught.value.field == field
