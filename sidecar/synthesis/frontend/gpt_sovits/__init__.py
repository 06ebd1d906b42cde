# SPDX-License-Identifier: GPL-3.0-or-later
"""Text to the phones of GPT-SoVITS.

Example:
    >>> from sidecar.synthesis.frontend.gpt_sovits import to_phones
    >>> utterance = to_phones("你好！", "zh-CN")
    >>> [phone.symbol for phone in utterance.sentences[0].phones]
    ['.', 'n', 'i2', 'h', 'ao3', '!']
"""

from sidecar.synthesis.frontend.gpt_sovits.analysis import to_phones
from sidecar.synthesis.frontend.gpt_sovits.base import Character
from sidecar.synthesis.frontend.gpt_sovits.passes import TextSplit, plan_passes
from sidecar.synthesis.frontend.gpt_sovits.readers import phone_languages
from sidecar.synthesis.frontend.gpt_sovits.sounds import symbols_in, symbols_of
from sidecar.synthesis.frontend.gpt_sovits.utterance import (
    Phone,
    PhoneSentence,
    PhoneUtterance,
    Segment,
    word2ph,
)

__all__ = [
    "Character",
    "Phone",
    "PhoneSentence",
    "PhoneUtterance",
    "Segment",
    "TextSplit",
    "phone_languages",
    "plan_passes",
    "symbols_in",
    "symbols_of",
    "to_phones",
    "word2ph",
]
