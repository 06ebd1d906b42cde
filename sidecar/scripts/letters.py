# SPDX-License-Identifier: GPL-3.0-or-later
"""Which writing a text is in, and so which language it is most likely in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sidecar.scripts.model import ScriptLine

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f々〇"
_KANA = r"\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff6f\uff71-\uff9d"
EAST_ASIAN = _HAN + _KANA + r"\u3000-\u303f\uff00-\uff60ー"
"""Letters and punctuation, for a class in a regular expression."""

_EAST = re.compile(rf"[{_HAN}{_KANA}]")
_HAS_KANA = re.compile(rf"[{_KANA}]")
_DEVANAGARI = re.compile(r"[\u0900-\u0963\u0970-\u097f]+")
_WORDS = re.compile(r"[^\W\d_\u0900-\u097f\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff]+")
_OTHER_WRITING = ("zh", "ja", "hi")
_HAN_ONLY, _UNTOLD = "Chinese characters", "no letters"
_NEVER_KANA = 3
"""Somebody with so many lines in Chinese characters alone does not speak Japanese."""


def with_languages(lines: Sequence[ScriptLine], default: str) -> list[ScriptLine]:
    """The lines, each with its language; those that have one keep it.

    Args:
        lines: Of a script.
        default: BCP-47 tag of lines in Latin letters; lines in letters of their own are told by them.
    """
    latin = default if default.partition("-")[0] not in _OTHER_WRITING else "en-US"
    tags = [line.language or _by_letters(line.text, default, latin) for line in lines]
    speakers = _speakers(lines, tags)
    japanese = any(speaker["ja-JP"] for speaker in speakers.values())
    tags = [
        _han_language(line, speakers[line.character.casefold()], japanese) if tag == _HAN_ONLY else tag
        for line, tag in zip(lines, tags, strict=True)
    ]
    speakers = _speakers(lines, tags)
    return [
        replace(
            line, language=_usual(speakers[line.character.casefold()], default) if tag == _UNTOLD else tag
        )
        for line, tag in zip(lines, tags, strict=True)
    ]


def _by_letters(text: str, default: str, latin: str) -> str:
    """A tag, or what keeps it from being told."""
    words, east = len(_WORDS.findall(text)), len(_EAST.findall(text))
    devanagari = len(_DEVANAGARI.findall(text))
    if devanagari and devanagari >= words + east:
        return "hi-IN"
    if east and east >= words:
        if _HAS_KANA.search(text):
            return "ja-JP"
        if not _may_be_japanese(text):
            return "zh-CN"
        return default if default.startswith(("zh", "ja")) else _HAN_ONLY
    return latin if words else _UNTOLD


def _speakers(lines: Sequence[ScriptLine], known: Sequence[str]) -> dict[str, Counter[str]]:
    speakers: dict[str, Counter[str]] = {}
    for line, tag in zip(lines, known, strict=True):
        speakers.setdefault(line.character.casefold(), Counter())[tag] += 1
    return speakers


def _han_language(line: ScriptLine, speaker: Counter[str], script_is_japanese: bool) -> str:
    """Chinese or Japanese, by the characters and by whoever says it."""
    if not script_is_japanese:
        return "zh-CN"
    if speaker["ja-JP"] or speaker["zh-CN"]:
        return "ja-JP" if speaker["ja-JP"] >= speaker["zh-CN"] else "zh-CN"
    return "ja-JP" if not line.character or speaker[_HAN_ONLY] < _NEVER_KANA else "zh-CN"


def _may_be_japanese(text: str) -> bool:
    """Whether Japanese has all its Chinese characters; most simplified ones it has not."""
    try:
        "".join(_EAST.findall(text)).encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _usual(speaker: Counter[str], default: str) -> str:
    """The language of most lines of somebody's."""
    told = [tag for tag, _ in speaker.most_common() if tag != _UNTOLD]
    return told[0] if told else default
