# SPDX-License-Identifier: GPL-3.0-or-later
"""Every phone of the official inventories has its class."""

from __future__ import annotations

import json

import pytest

from models.gpt_sovits.timing import PhoneClass, phone_class
from models.gpt_sovits.timing.phone_classes import SOUNDS
from tests.data.gpt_sovits import recipe

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_all_phones_but_the_unknown_one_are_known(version: str) -> None:
    symbols = json.loads((recipe.FOLDER / "symbol_ids.json").read_bytes())[version]
    assert [symbol for symbol in symbols if phone_class(symbol) is PhoneClass.UNKNOWN] == ["UNK"]


@pytest.mark.parametrize(
    ("symbols", "kind"),
    [
        ("AA0 ER IH2 OY1 a I ㅏ", PhoneClass.VOWEL),
        ("a1 iang5 i04 ve2 En3 E1 ir4 Yaai6 Yoek1 Yng2 Yyu1", PhoneClass.RIME),
        ("S SH th x hy sh Yf ㅎ".replace("th", "TH"), PhoneClass.FRICATIVE),
        ("K t py Ykw ㄲ", PhoneClass.STOP),
        ("N ny Yng m ㅁ", PhoneClass.NASAL),
        ("CH ts zh q Yz ㅉ", PhoneClass.AFFRICATE),
        (", . … SP2 _", PhoneClass.PAUSE),
        ("[ ]", PhoneClass.MARK),
        ("nothing 42", PhoneClass.UNKNOWN),
    ],
)
def test_spelling_tells_the_class(symbols: str, kind: PhoneClass) -> None:
    assert {phone_class(symbol) for symbol in symbols.split()} == {kind}


def test_each_class_has_a_sound() -> None:
    assert set(SOUNDS) == set(PhoneClass)
    assert all(SOUNDS[kind].seconds > 0 for kind in PhoneClass if kind.spoken)
