# SPDX-License-Identifier: GPL-3.0-or-later
"""Encodings: few characters must do."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.errors import InvalidRequestError
from sidecar.scripts import read_script
from sidecar.scripts.encodings import decode
from tests.sidecar.scripts.trying import read_or_refuse

pytestmark = pytest.mark.unit

CHINESE = [
    "你好",
    "小明：你好。\n",
    "小明：你今天怎么来了？\n小红：我来看看你。\n",
    "角色,台词\n小明,再见\n",
    "李雷：嗨！\n韩梅梅：嘿，吃了吗？\n",
    "旁白：一九八四年，北京。雪下得很大。\n",
    "MARIA: 你们的灯昨晚迟到了。\nBRAM: What does she say?\n",
]
JAPANESE = [
    "太郎：こんにちは。\n",
    "花子「おはようございます。」\n太郎「元気ですか。」\n",
    "キャラクター,セリフ\n太郎,はい\n",
]
WESTERN = [
    "MARÍA: ¡Hola! ¿Qué tal?\n",
    "RENÉ: Café crème, s'il vous plaît.\n",
    "JÜRGEN: Grüß Gott.\n",
    "A: naïve\n",
]


@pytest.mark.parametrize("text", CHINESE[1:] + JAPANESE + WESTERN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_never_guessed(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, "")


@pytest.mark.parametrize("text", CHINESE)
@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_short_chinese_is_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, "The file's encoding was guessed: GB 18030 (Chinese).")


@pytest.mark.parametrize("text", JAPANESE)
def test_short_japanese_is_read(text: str) -> None:
    assert decode(text.encode("cp932")) == (text, "The file's encoding was guessed: Shift-JIS (Japanese).")
    assert decode(text.encode("euc_jp"))[0] == text


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_is_read(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "The file's encoding was guessed: Windows-1252 (Western).")


def test_traditional_chinese_is_read() -> None:
    text = "小明：你今天怎麼來了？\n小紅：我來看看妳。\n"
    assert decode(text.encode("big5"))[0] == text


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_rows_end_alike(end: str) -> None:
    assert decode(f"A: b{end}C: d".encode()) == ("A: b\nC: d", "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b"PK\x03\x04rest", "Word, Excel or zip"),
        (b"%PDF-1.7", "PDF"),
        (b"{\\rtf1 hello}", "rich text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Word"),
        (bytes(range(256)) * 40, "is not text"),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 9 + b"\x03\x00\x3e\x00" * 20, "is not text"),
        (codecs.BOM_UTF8 + b"\xff\xfe\xfd", "goes on otherwise"),
        (b"x" * 30_000, "row 1 has 30000 characters"),
        (b"A: b\n" * 100_001, "it has 100002 rows; up to 100000 are read"),
    ],
)
def test_what_is_no_text_is_told(content: bytes, told: str) -> None:
    with pytest.raises(InvalidRequestError, match=told) as caught:
        read_script("scene.txt", content)
    assert [violation.field for violation in caught.value.violations] == ["content"]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read_or_refuse("scene", content)
