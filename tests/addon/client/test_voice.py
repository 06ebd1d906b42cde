# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and ids of voices, and the order they are shown in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.client.stubs import voice_pb2
from addon.client.voice import (
    UNSAVED,
    Likeness,
    Voice,
    VoiceFilter,
    VoiceKind,
    free_id,
    id_of,
    is_unsaved,
    namesake,
    own_first,
    read_voice,
)

pytestmark = pytest.mark.unit


def voice(name: str, kind: VoiceKind = VoiceKind.STOCK, title: str = "") -> Voice:
    return Voice(f"voices/{name}", title or name, "en-US", "", kind)


@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_every_name_gives_an_id_that_the_contract_takes(title: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", id_of(title))
    assert re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", free_id(title, [voice(id_of(title))]))


def test_ids_can_be_recognised() -> None:
    assert id_of("Zoë's Voice") == "zoe_s_voice"
    assert id_of(" Maria 2 ") == "maria_2"
    assert id_of("3rd") == "voice_3rd"


def test_names_in_other_scripts_get_ids_of_their_own() -> None:
    assert id_of("小明") != id_of("大明")
    assert id_of("小明 A") != id_of("大明 A")
    assert id_of("小明") == id_of("小明 ")


def test_an_id_that_is_taken_is_evaded() -> None:
    assert free_id("Maria", []) == "maria"
    assert free_id("Maria", [voice("maria"), voice("maria_2")]) == "maria_3"


def test_only_a_cloned_voice_of_the_same_name_can_be_replaced() -> None:
    cloned = voice("m", VoiceKind.CLONED, "Maria")
    others = [voice("x", title="Maria"), voice("y", VoiceKind.BLEND, "Maria")]
    assert namesake("Maria", others) is None
    assert namesake(" Maria", [*others, cloned]) == cloned
    assert namesake("Mario", [cloned]) is None


def test_people_come_first_then_blends_then_stock() -> None:
    kinds = [VoiceKind.STOCK, VoiceKind.BLEND, VoiceKind.IMPORTED, VoiceKind.STOCK, VoiceKind.CLONED]
    ordered = own_first(voice(str(index), kind) for index, kind in enumerate(kinds))
    assert [one.title for one in ordered] == ["4", "2", "1", "0", "3"]


def test_a_voice_is_read_from_the_contract() -> None:
    message = voice_pb2.Voice(
        name="voices/maria",
        display_name="Maria",
        kind=voice_pb2.VOICE_KIND_CLONED,
        language="it-IT",
        has_preview=True,
        deliveries=["neutral", "开心"],
        engine="gpt-sovits",
        model_version="v2",
        likeness=voice_pb2.Likeness(
            similarity=0.5, nearest_stock_voice="voices/if_sara", nearest_stock_similarity=0.25
        ),
    )
    likeness = Likeness(0.5, "voices/if_sara", 0.25)
    assert read_voice(message) == Voice(
        *("voices/maria", "Maria", "it-IT", "", VoiceKind.CLONED, likeness),
        has_preview=True,
        deliveries=("neutral", "开心"),
        engine="gpt-sovits",
        model_version="v2",
    )
    assert read_voice(voice_pb2.Voice(name="voices/x")).title == "x"
    assert read_voice(voice_pb2.Voice(name="voices/x", kind=99)).kind is VoiceKind.IMPORTED  # type: ignore[arg-type]


def test_a_voice_of_which_nothing_more_is_told_is_kokoros_and_has_one_delivery() -> None:
    heart = read_voice(voice_pb2.Voice(name="voices/af_heart"))
    assert (heart.engine, heart.deliveries, heart.is_mixable, heart.is_expressive) == (
        *("kokoro", ("neutral",)),
        *(True, False),
    )


def test_a_delivery_is_found_by_its_name_whatever_the_capitals() -> None:
    mika = replace(voice("mika"), deliveries=("neutral", "Happy", "SAD", "sad", "开心"), engine="gpt-sovits")
    assert mika.is_expressive
    assert not mika.is_mixable
    assert [
        mika.delivery_called(words) for words in (" happy ", "HAPPY", "开心\n", "sad", "Sad", "neutral")
    ] == [*("Happy", "Happy", "开心", "sad", "SAD", "neutral")]
    assert [mika.delivery_called(words) for words in ("", " ", "hap", "(sighs)", "happy, sad")] == [None] * 5


@pytest.mark.parametrize(("similarity", "similar"), [(0.75, True), (0.749, False)])
def test_what_may_be_called_similar(similarity: float, similar: bool) -> None:
    assert Likeness(similarity, "voices/af_heart", 0.7).is_similar is similar


EMMA = Voice("voices/bf_emma", "Emma", "en-GB", "female", VoiceKind.STOCK)
WORDS = "Emma, en-GB, female, stock bf_emma English (UK) 英语"


@pytest.mark.parametrize("text", ["", " ", "emma", "EMM", "female emma", "uk", "en-gb stock", "bf", "英语"])
def test_a_voice_is_found_by_the_beginnings_of_words(text: str) -> None:
    assert VoiceFilter(text).matches(EMMA, WORDS)


@pytest.mark.parametrize("text", ["male", "mma", "emma us", "x"])
def test_and_not_by_their_middles(text: str) -> None:
    assert not VoiceFilter(text).matches(EMMA, WORDS)


def test_each_condition_must_hold() -> None:
    fits = VoiceFilter("emma", "en-GB", "female", VoiceKind.STOCK, frozenset({EMMA.name}))
    assert fits.matches(EMMA, WORDS)
    for other in (
        VoiceFilter(language="en-US"),
        VoiceFilter(gender="male"),
        VoiceFilter(kind=VoiceKind.BLEND),
        VoiceFilter(names=frozenset()),
    ):
        assert not other.matches(EMMA, WORDS)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_looked_for(text: str) -> None:
    assert VoiceFilter(text).matches(EMMA, WORDS + " " + text)


def test_mixtures_that_are_being_tried_are_known_by_their_id() -> None:
    assert is_unsaved(f"voices/{UNSAVED}1")
    assert not is_unsaved("voices/my_unsaved_blend_1")
    assert re.fullmatch(r"[a-z][a-z0-9_-]{0,30}", UNSAVED)  # and room for 32 hexadecimal digits
