# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said for what is typed in English."""

from __future__ import annotations

import pytest

from sidecar.synthesis.frontend import analyse
from tests.sidecar.synthesis.frontend.speaking import by_word, sounds, symbols

pytestmark = pytest.mark.unit

SAME_IN_BOTH = [
    # numbers
    ("There are 12 of them.", "There are twelve of them."),
    ("Pi is 3.14 today.", "Pi is three point one four today."),
    ("It was -5 outside.", "It was minus five outside."),
    ("Agent 007 waits.", "Agent zero zero seven waits."),
    ("She came 3rd and he 21st.", "She came third and he twenty first."),
    ("It was in 1984.", "It was in nineteen eighty four."),
    ("Made in 2000 and 2026.", "Made in two thousand and twenty twenty six."),
    ("I miss the 1990s.", "I miss the nineteen nineties."),
    ("I miss the '80s.", "I miss the eighties."),
    ("Add 1/2 and 3/4.", "Add one half and three quarters."),
    ("Take 2 1/2 cups.", "Take two and a half cups."),
    ("Take 2½ cups.", "Take two and a half cups."),
    ("Versions 3.2.1 and 10.", "Versions three dot two dot one and ten."),
    ("Pages 10–20 are gone.", "Pages ten to twenty are gone."),
    ("We are open 24/7.", "We are open twenty four seven."),
    ("You are #1 here.", "You are number one here."),
    # money
    ("It costs $45.20 today.", "It costs forty five dollars and twenty cents today."),
    ("It costs $0.99 today.", "It costs ninety nine cents today."),
    ("It costs £3.5m today.", "It costs three point five million pounds today."),
    ("It costs €20 today.", "It costs twenty euros today."),
    ("It costs $1 today.", "It costs one dollar today."),
    ("It costs $3.5 million today.", "It costs three point five million dollars today."),
    ("It costs $5-10 today.", "It costs five to ten dollars today."),
    # units
    ("Walk 5km north.", "Walk five kilometers north."),
    ("Walk 1 km north.", "Walk one kilometer north."),
    ("It is 20 °C now.", "It is twenty degrees celsius now."),
    ("At 60 mph then.", "At sixty miles per hour then."),
    ("Lift 3.5kg up.", "Lift three point five kilograms up."),
    ("Up by 50% now.", "Up by fifty percent now."),
    ("In 4K and 3D now.", "In four K and three D now."),
    # times
    ("Leave at 5:30pm now.", "Leave at five thirty p.m. now."),
    ("Leave at 5 p.m. now.", "Leave at five p.m. now."),
    ("Leave at 17:05 now.", "Leave at seventeen oh five now."),
    ("Open 9am-5pm now.", "Open nine a.m. to five p.m. now."),
    ("At 221B Baker St., London.", "At two twenty one B Baker street, London."),
    ("Fix it w/ care.", "Fix it with care."),
    ("It ends here.It starts there.", "It ends here. It starts there."),
    ("Leave at 9:00 now.", "Leave at nine o'clock now."),
    # abbreviations and names
    ("Ask Dr. Smith or Mr. Jones.", "Ask doctor Smith or mister Jones."),
    ("We met St. Nick.", "We met saint Nick."),
    ("It is on Main St. now.", "It is on Main street now."),
    ("Us vs. them.", "Us versus them."),
    ("Bring fruit, e.g. apples.", "Bring fruit, for example apples."),
    ("The last one, i.e. this.", "The last one, that is this."),
    ("Jan. 5 was cold.", "January fifth was cold."),
    ("Henry VIII had wives.", "Henry the eighth had wives."),
    ("After World War II began.", "After World War two began."),
    ("Rock & roll.", "Rock and roll."),
    ("Either and/or both.", "Either and or both."),
    ("Write C++ now.", "Write C plus plus now."),
    # addresses
    ("Mail bob@example.com now.", "Mail bob at example dot com now."),
    ("See https://www.example.com/a now.", "See example dot com slash a now."),
    ("Call 555-123-4567 now.", "Call five five five one two three four five six seven now."),
    ("Call 020 7946 0958 now.", "Call zero two zero seven nine four six zero nine five eight now."),
    # how people write
    ("Nooooo!", "No!"),
    ("That’s “mine”.", "That's mine."),
    ("Ｈｅｌｌｏ １２.", "Hello twelve."),
    ("Hello 🎉 world 👍🏽!", "Hello world!"),
]


@pytest.mark.parametrize("language", ["en-US", "en-GB"])
@pytest.mark.parametrize(("typed", "spoken"), SAME_IN_BOTH)
def test_is_said_as(typed: str, spoken: str, language: str) -> None:
    assert sounds(typed, language) == sounds(spoken, language)


@pytest.mark.parametrize(
    ("typed", "american", "british"),
    [
        (
            "On 3/4/2026 now.",
            "On March fourth twenty twenty six now.",
            "On the third of April twenty twenty six now.",
        ),
        (
            "On 3/14/2026 now.",
            "On March fourteenth twenty twenty six now.",
            "On the fourteenth of March twenty twenty six now.",
        ),
        (
            "On 2026-11-23 now.",
            "On November twenty third twenty twenty six now.",
            "On the twenty third of November twenty twenty six now.",
        ),
        (
            "On 14 March 2026 now.",
            "On the fourteenth of March twenty twenty six now.",
            "On the fourteenth of March twenty twenty six now.",
        ),
        (
            "For 1,234 people.",
            "For one thousand two hundred thirty four people.",
            "For one thousand two hundred and thirty four people.",
        ),
    ],
)
def test_americans_and_britons_count_differently(typed: str, american: str, british: str) -> None:
    assert sounds(typed, "en-US") == sounds(american, "en-US")
    assert sounds(typed, "en-GB") == sounds(british, "en-GB")


def test_the_part_of_speech_decides_between_readings() -> None:
    assert by_word("I read it yesterday.")["read"] == "ɹˈɛd"
    assert by_word("I will read it.")["read"] == "ɹˈid"
    assert by_word("It was a live show.")["live"] == "lˈIv"
    assert by_word("They live here.")["live"] == "lˈɪv"
    assert by_word("The wind is strong.")["wind"] == "wˈɪnd"


def test_the_next_word_decides_how_the_and_a_sound() -> None:
    assert by_word("the apple")["the"] == "ði"
    assert by_word("the pear")["the"] == "ðə"


def test_acronyms_are_words_or_letters() -> None:
    words = by_word("NASA called the FBI.")
    assert words["NASA"] == "nˈæsə"
    assert words["FBI"] == "ˌɛfbˌiˈI"


@pytest.mark.parametrize(
    "name", ["Voxrig", "Kowalczyk", "Zyxxqort", "Łódź", "Nguyễn", "Москва", "서울", "ひらがな"]
)
def test_unknown_names_are_said_somehow(name: str) -> None:
    assert len(by_word(f"We met {name} there.")[name]) >= 3


@pytest.mark.parametrize(
    ("typed", "heard"), [("Shhh", "ʃʃ"), ("Hmmmm", "hmm"), ("AAARGH", "ˈɑɹɡ"), ("Brrr", "bɹɹ")]
)
def test_sounds_that_are_no_words(typed: str, heard: str) -> None:
    assert by_word(f"{typed}, he said.")[typed] == heard


@pytest.mark.parametrize(
    ("typed", "heard"),
    [("B-b-but", "b b bˌʌt"), ("Th-the", "ð ðə"), ("e-mail", "ˈimˌAl"), ("no-no", "nˌOnˈO")],
)
def test_a_stutter_repeats_the_first_sound(typed: str, heard: str) -> None:
    assert by_word(f"{typed} they said.")[typed] == heard


def test_britons_sound_british() -> None:
    assert by_word("A schedule for the car.", "en-GB")["car"] == "kˈɑː"
    assert by_word("Go home.", "en-GB")["home"] == "hˈQm"
    assert by_word("Go home.", "en-US")["home"] == "hˈOm"


def test_words_are_what_an_animator_calls_words() -> None:
    line = "“Wait—what?” she said; don't e-mail $45.20 (3.5kg) to Dr. Who's co., O.K.?"
    assert [word.text for word in analyse(line, "en-US").words] == [
        *(
            "Wait",
            "what",
            "she",
            "said",
            "don't",
            "e-mail",
            "$45.20",
            "3.5kg",
            "to",
            "Dr.",
            "Who's",
            "co",
            "O.K",
        ),
    ]


def test_punctuation_is_kept_as_the_voices_know_it() -> None:
    assert symbols('Well... no!!! Wait -- "yes" (maybe)?') == "wˈɛl… nˈO!|wˈAt — “jˈɛs” (mˈAbi)?"


def test_the_spaces_inside_a_words_reading_are_its_own() -> None:
    utterance = analyse("It costs $45.20 now.", "en-US")
    spaces = [t.word_index for t in utterance.sentences[0].tokens if t.symbol == " "]
    assert spaces == [None, None, 2, 2, 2, 2, 2, None]
