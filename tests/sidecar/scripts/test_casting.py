# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices are suggested by language, none twice while there are others, nobody's own."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.engines import KokoroEngine
from sidecar.scripts import ScriptCharacter
from sidecar.scripts.casting import suggest_voices
from sidecar.synthesis.frontend import languages
from sidecar.voices.voice import Voice

pytestmark = pytest.mark.unit

STOCK = [
    Voice(one.id, one.display_name, "stock", one.language, one.gender, ((one.id, 1.0),), languages())
    for one in KokoroEngine("cpu").voices()
]
BY_ID = {voice.id: voice for voice in STOCK}


def cast(*tags: str, taken: tuple[str, ...] = (), voices: list[Voice] = STOCK) -> list[str]:
    people = [ScriptCharacter(f"C{i}", tag, 100 - i) for i, tag in enumerate(tags)]
    suggested = suggest_voices(people, voices, taken)
    return [suggested[one.name] for one in people]


def test_the_order_knows_every_stock_voice_as_it_is() -> None:
    order = tomllib.loads(resources.files("sidecar.scripts").joinpath("casting.toml").read_text("utf-8"))
    listed = [
        (voice, tag, gender) for tag, lists in order.items() for gender in lists for voice in lists[gender]
    ]
    assert sorted(listed) == sorted((voice.id, voice.language, voice.gender) for voice in STOCK)


def test_women_and_men_take_turns_the_best_first() -> None:
    assert cast(*["en-US"] * 4) == ["af_heart", "am_michael", "af_bella", "am_fenrir"]


def test_the_language_decides() -> None:
    assert cast("zh-CN", "ja-JP", "en-GB", "fr-FR") == ["zf_xiaoxiao", "jm_kumo", "bf_emma", "ff_siwis"]


def test_other_countries_then_other_languages_help_out() -> None:
    assert cast("fr-FR", "fr-FR", "en-US") == ["ff_siwis", "am_michael", "af_heart"]
    assert cast("de-DE", "de-DE") == ["af_heart", "am_michael"]
    assert {BY_ID[voice].language for voice in cast(*["en-GB"] * 10)} == {"en-GB", "en-US"}


def test_taken_voices_are_left_alone() -> None:
    assert cast("en-US", taken=("af_heart", "voices/nobody")) == ["af_bella"]


def test_nobodys_own_voice_is_suggested() -> None:
    mine = replace(BY_ID["af_heart"], id="aa_mine", kind="cloned", owner="local")
    assert cast("en-US", voices=[mine, *STOCK]) == ["af_heart"]
    assert suggest_voices([ScriptCharacter("C", "en-US", 1)], [mine]) == {}


@given(st.lists(st.sampled_from(languages()), max_size=80), st.sets(st.sampled_from(sorted(BY_ID))))
def test_none_is_used_again_while_there_is_another(tags: list[str], taken: set[str]) -> None:
    voices = cast(*tags, taken=tuple(taken))
    free = len(STOCK) - len(taken)
    assert len(set(voices) - taken) == min(len(tags), free)
    if len(tags) <= free:
        assert len(set(voices)) == len(tags)
        assert not set(voices) & taken
