# SPDX-License-Identifier: GPL-3.0-or-later
"""The short names that GPT-SoVITS has for languages, and our tags."""

from __future__ import annotations

_TAGS = {"zh": "zh-CN", "en": "en-US", "ja": "ja-JP", "ko": "ko-KR", "yue": "yue-HK"}


def tag_of(language: str) -> str:
    """The BCP-47 tag of a language that has a short name; anything else as it is."""
    return _TAGS.get(language, language)


def short_name(tag: str) -> str:
    """What GPT-SoVITS calls the language of a BCP-47 tag."""
    return tag.partition("-")[0]
