# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes to text: UTF-8 and UTF-16 by what they are, older encodings by what is likely."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from sidecar.scripts.draft import wrong_content

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of the languages that can be spoken; more would only be mistaken for these.
_OLD = ("gb18030", "cp932", "big5", "euc_jp", "cp1252")
_NAMES = {
    "gb18030": "GB 18030 (Chinese)",
    "cp932": "Shift-JIS (Japanese)",
    "big5": "Big5 (Chinese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp1252": "Windows-1252 (Western)",
}
_FOREIGN = (
    (b"%PDF", "a PDF; save the script as Fountain, Final Draft (.fdx) or plain text"),
    (b"PK\x03\x04", "a Word, Excel or zip file; save it as plain text or CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file; save it as plain text or CSV"),
    (b"{\\rtf", "a rich text file; save it as plain text"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_MOST_COMMON = 0.8


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file, its rows parted by line feeds.

    Returns:
        The text, and a notice if its encoding was guessed, else "".

    Raises:
        InvalidRequestError: It is empty or not text.
    """
    if not content.strip():
        raise wrong_content("is empty")
    for start, what in _FOREIGN:
        if content.startswith(start):
            raise wrong_content(f"is {what}")
    text, encoding = _decoded(content)
    if len(_CONTROL.findall(text)) * 200 > len(text):
        raise wrong_content("is not text")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise wrong_content("is empty")
    notice = f"The file's encoding was guessed: {_NAMES[encoding]}." if encoding in _NAMES else ""
    return text, notice


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError:
                raise wrong_content(f"starts as {encoding.upper()} and goes on otherwise") from None
    if b"\0" in content:
        return _as_utf16(content), "utf-16"
    try:
        return content.decode(), "utf-8"
    except UnicodeDecodeError:
        encoding = _guess(content)
        return content.decode(encoding, errors="replace"), encoding


def _as_utf16(content: bytes) -> str:
    """UTF-16 without a mark: of its two orders the one in which more is ASCII."""
    texts = [content.decode(order, errors="replace") for order in ("utf-16-le", "utf-16-be")]
    best = max(texts, key=lambda text: sum(char in text for char in "\n :,.") + _ascii_share(text))
    if "\ufffd" in best:
        raise wrong_content("is not text")
    return best


def _ascii_share(text: str) -> float:
    return sum(char.isascii() for char in text[:10_000]) / min(len(text), 10_000)


def _guess(content: bytes) -> str:
    if _is_common_chinese(content):
        return "gb18030"
    best = from_bytes(content, cp_isolation=list(_OLD)).best()
    return best.encoding if best is not None else "cp1252"


def _is_common_chinese(content: bytes) -> bool:
    """Whether it reads as frequent Chinese characters: a few of them are too little for statistics."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    wide = [char.encode("gb18030") for char in text if not char.isascii()]
    return sum(map(_is_common, wide)) >= _MOST_COMMON * len(wide)


def _is_common(char: bytes) -> bool:
    """Level 1 of GB 2312 (3,755 characters by frequency), or its punctuation."""
    if len(char) != 2 or char[1] < 0xA1:
        return False
    return 0xB0 <= char[0] <= 0xD7 or char[0] in (0xA1, 0xA3)
