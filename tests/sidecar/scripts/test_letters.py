# SPDX-License-Identifier: GPL-3.0-or-later
"""Languages are told by letters, and Chinese characters alone by whoever says them."""

from __future__ import annotations

import pytest

from sidecar.errors import InvalidRequestError
from sidecar.scripts import read_script

pytestmark = pytest.mark.unit


def languages(*rows: str, language: str = "") -> list[str]:
    script = read_script("scene.txt", "\n".join(rows).encode(), language=language)
    return [line.language for line in script.lines]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello there.", "en-US"),
        ("你好。", "zh-CN"),
        ("こんにちは。", "ja-JP"),
        ("カメラ", "ja-JP"),
        ("नमस्ते", "hi-IN"),
        ("我要一杯 coffee。", "zh-CN"),
        ("She said 你好 to me.", "en-US"),
        ("12!", "en-US"),
    ],
)
def test_letters_tell(text: str, language: str) -> None:
    assert languages(f"A: {text}") == [language]


def test_latin_letters_are_the_languages_asked_for() -> None:
    assert languages("A: Hola", "B: 你好", language="es-ES") == ["es-ES", "zh-CN"]
    assert languages("A: OK", "B: 你好", language="zh-CN") == ["en-US", "zh-CN"]


def test_numbers_are_in_their_speakers_language() -> None:
    assert languages("A: 你好", "B: Hello", "A: 12", "B: 12") == ["zh-CN", "en-US", "zh-CN", "en-US"]


def test_chinese_characters_alone_are_japanese_from_who_speaks_it() -> None:
    assert languages("太郎: ありがとう", "太郎: 了解", "李: 你们好吗", "李: 再見") == [
        "ja-JP",
        "ja-JP",
        "zh-CN",
        "zh-CN",
    ]


def test_who_never_has_kana_does_not_speak_japanese() -> None:
    rows = ["太郎: ありがとう", "李: 明天見", "李: 一路平安", "李: 好的"]
    assert languages(*rows) == ["ja-JP", "zh-CN", "zh-CN", "zh-CN"]
    assert languages("太郎: ありがとう", "花子: 大丈夫") == ["ja-JP", "ja-JP"]


def test_chinese_characters_are_japanese_if_that_is_asked_for() -> None:
    assert languages("A: 了解", language="ja-JP") == ["ja-JP"]


def test_a_language_that_cannot_be_spoken_is_told() -> None:
    with pytest.raises(InvalidRequestError, match="language: 'xx' is not supported; use one of en-US"):
        languages("A: x", language="xx")
