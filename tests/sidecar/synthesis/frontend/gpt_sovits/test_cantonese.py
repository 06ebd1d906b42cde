# SPDX-License-Identifier: GPL-3.0-or-later
"""Cantonese in jyutping, two phones a character."""

from __future__ import annotations

import pytest

from sidecar.synthesis.frontend.errors import TextError
from sidecar.synthesis.frontend.gpt_sovits import to_phones
from tests.sidecar.synthesis.frontend.gpt_sovits.speaking import by_word, phones

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好", "Yn Yei5 Yh You2"),
        ("香港", "Yh Yoeng1 Yg Yong2"),
        ("我哋", "Yng Yo5 Yd Yei6"),
        ("唔該", "Ym Ym4 Yg Yoi1"),
        ("多謝", "Yd Yo1 Yz Ye6"),
        ("食飯", "Ys Yik6 Yf Yaan6"),
        ("香", "Yh Yoeng1"),
        ("月", "Yj Yyut6"),
        ("語", "Yj Yyu5"),
        ("人", "Yj Yan4"),
        ("水", "Ys Yeoi2"),
        ("出", "Yc Yeot1"),
        ("靴", "Yh Yoe1"),
        ("國", "Ygw Yok3"),
        ("誇", "Ykw Yaa1"),
        ("五", "Yng Yg5"),
        ("屋", "Yuk Yk1"),
        ("安", "Yon Yn1"),
        ("愛", "Yoi Yi3"),
        ("鴨", "Yaa Yp3"),
        ("歐", "Yau Yu1"),
        ("澳", "You Yu3"),
        ("三百", "Ys Yaam1 Yb Yaak3"),
        ("十", "Ys Yap6"),
        ("一", "Yj Yat1"),
        ("七", "Yc Yat1"),
        ("冇", "Ym You5"),
        ("喺", "Yh Yai2"),
        ("嚟", "Yl Yai4"),
        ("點解", "Yd Yim2 Yg Yaai2"),
    ],
)
def test_phones(text: str, expected: str) -> None:
    assert phones(text, "yue-HK") == expected


def test_characters_are_words() -> None:
    assert by_word(to_phones("我有12個。", "yue-HK"))["12"] == "Ys Yap6 Yj Yi6"


def test_v1_has_no_cantonese() -> None:
    with pytest.raises(TextError, match="'yue-HK' is not spoken by GPT-SoVITS v1"):
        to_phones("你好", "yue-HK", "v1")
