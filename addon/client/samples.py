# SPDX-License-Identifier: GPL-3.0-or-later
"""What a voice says to be heard, in the language that it was made in."""

from __future__ import annotations

from typing import Final

_ENGLISH: Final = "Good evening. I have come a long way to tell you this story."
_SENTENCES: Final = {
    "en": _ENGLISH,
    "es": "Buenas noches. He venido de muy lejos para contaros esta historia.",
    "fr": "Bonsoir. Je suis venu de très loin pour vous raconter cette histoire.",
    "hi": "नमस्ते। मैं यह कहानी सुनाने बहुत दूर से आया हूँ।",
    "it": "Buonasera. Sono venuto da molto lontano per raccontarvi questa storia.",
    "ja": "こんばんは。この話を伝えるために、とても遠くから来ました。",
    "ko": "안녕하세요. 이 이야기를 들려 드리려고 아주 먼 길을 왔습니다.",
    "pt": "Boa noite. Eu vim de muito longe para contar esta história.",
    "yue": "大家好。我由好遠嘅地方嚟，講呢個故事畀你哋聽。",
    "zh": "晚上好。我从很远的地方来，给你们讲这个故事。",
    "de": "Guten Abend. Ich komme von weit her, um diese Geschichte zu erzählen.",
}


def sentence_in(language: str) -> str:
    """A sentence in a language (BCP-47 tag); in English for one that is not known."""
    return _SENTENCES.get(language.partition("-")[0], _ENGLISH)
