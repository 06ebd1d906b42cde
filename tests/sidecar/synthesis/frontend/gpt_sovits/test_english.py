# SPDX-License-Identifier: GPL-3.0-or-later
"""English in ARPAbet, as the CMU dictionary says it, homographs by their part of speech."""

from __future__ import annotations

import pytest

from sidecar.synthesis.frontend.gpt_sovits import to_phones
from tests.sidecar.synthesis.frontend.gpt_sovits.speaking import by_word, phones

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello world.", "HH AH0 L OW1 W ER1 L D"),
        ("I read it yesterday.", "AY1 R EH1 D IH0 T Y EH1 S T ER0 D EY2"),
        ("I will read it.", "AY1 W IH1 L R IY1 D IH0 T"),
        ("We live here.", "W IY1 L IH1 V HH IY1 R"),
        ("a live show", "AH0 L AY1 V SH OW1"),
        ("The wind blows.", "DH AH0 W IH1 N D B L OW1 Z"),
        ("to record a record", "T AH0 R AH0 K AO1 R D AH0 R EH1 K ER0 D"),
        ("How do you use this?", "HH AW1 D UW1 Y UW1 Y UW1 Z DH IH1 S ?"),
        ("The use of force", "DH AH0 Y UW1 S AH1 V F AO1 R S"),
        ("Close the door.", "K L OW1 Z DH AH0 D AO1 R"),
        ("It is very close.", "IH1 T IH0 Z V EH1 R IY0 K L OW1 S"),
        ("They object to the object.", "DH EY1 AH0 B JH EH1 K T T AH0 DH IY0 AA1 B JH EH0 K T"),
        ("the apple", "DH IY0 AE1 P AH0 L"),
        ("three thieves", "TH R IY1 TH IY1 V Z"),
        ("measure", "M EH1 ZH ER0"),
        ("judge", "JH AH1 JH"),
        ("church", "CH ER1 CH"),
        ("boy", "B OY1"),
        ("singing", "S IH1 NG IH0 NG"),
        ("bird", "B ER1 D"),
        ("around", "ER0 AW1 N D"),
        ("water", "W AO1 T ER0"),
        ("butter", "B AH1 T ER0"),
        ("Dr. Smith", "D AA1 K T ER0 S M IH1 TH"),
        ("don't", "D OW1 N T"),
        ("NASA", "N AE1 S AH0"),
        ("the US, us", "DH AH0 Y UW2 EH1 S , AH1 S"),
        ("well-known", "W EH1 L N OW1 N"),
        ("21", "T W EH1 N T IY0 W AH1 N"),
        ("$5", "F AY1 V D AA1 L ER0 Z"),
        ("scrawlings", "S K R AO1 L IH0 NG Z"),
        ("Voxrig", "V AA1 K S R IH0 G"),
        ("tear the paper", "T EH1 R DH AH0 P EY1 P ER0"),
        ("a tear in my eye", "AH0 T IH1 R IH0 N M AY1 AY1"),
        ("lead the way", "L IY1 D DH AH0 W EY1"),
        ("the present", "DH AH0 P R EH1 Z AH0 N T"),
        ("to present it", "T AH0 P R IY0 Z EH1 N T IH0 T"),
        ("a minute", "AH0 M IH1 N AH0 T"),
        ("desert", "D EH1 Z ER0 T"),
    ],
)
def test_phones(text: str, expected: str) -> None:
    assert phones(text, "en-US") == expected


def test_words_have_their_phones() -> None:
    utterance = to_phones("It costs $45.20, b-but I pay.", "en-US")
    assert by_word(utterance)["$45.20"] == (
        "F AO1 R T IY0 F AY1 V D AA1 L ER0 Z AE1 N D T W EH1 N T IY0 S EH1 N T S"
    )
    assert by_word(utterance)["b-but"] == "B B AH1 T"
    assert sum(count for _, count in utterance.sentences[0].word2ph) == len(utterance.sentences[0].phones)


def test_a_given_pronunciation_is_said() -> None:
    assert by_word(to_phones("[Voxrig](/vˈoʊksɹɪɡ/) talks.", "en-US"))["Voxrig"] == "V OW1 K S R IH0 G"


def test_punctuation_becomes_marks() -> None:
    symbols = [p.symbol for p in to_phones('Wait—"no" (yes); well... go!', "en-US").sentences[0].phones]
    assert [s for s in symbols if not s.isalnum()] == ["-", ",", ",", "…", "!"]
