# SPDX-License-Identifier: GPL-3.0-or-later
"""What kind of sound a phone of GPT-SoVITS is, and how such sounds look in a waveform.

The inventory mixes ARPABET, pinyin initials and finals, Japanese, Jyutping ("Y" before each) and Korean
letters, told apart by their spelling; where two languages share a spelling the class fits both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


class PhoneClass(Enum):
    """Kinds of phones that differ in length or in how they begin and end."""

    VOWEL = auto()
    RIME = auto()
    """The rest of a Chinese syllable after its initial: nucleus and coda."""
    ONSET = auto()
    """Stands for the missing initial of a Chinese syllable; hardly a sound."""
    APPROXIMANT = auto()
    NASAL = auto()
    FRICATIVE = auto()
    VOICED_FRICATIVE = auto()
    STOP = auto()
    VOICED_STOP = auto()
    AFFRICATE = auto()
    CLOSURE = auto()
    """The silent first half of a Japanese long consonant."""
    UNKNOWN = auto()
    PAUSE = auto()
    """Punctuation: silence, or nothing."""
    MARK = auto()
    """Prosody written among the phones; has no time of its own."""

    @property
    def spoken(self) -> bool:
        """Whether it is a sound."""
        return self not in (PhoneClass.PAUSE, PhoneClass.MARK)


@dataclass(frozen=True, slots=True)
class Sound:
    """How phones of a class sound on average.

    Attributes:
        seconds: Mean length in fluent speech: round figures, not from a corpus; they only need be right
            relative to each other.
        frames: Fewest frames of 20 ms. Sounds that are held last at least a token (40 ms).
        level: How loud, 0 for silence to 1 for vowels.
        brightness: How much of the energy is above 3.5 kHz, 0 to 1.
        voicing: How periodic, 0 to 1.
    """

    seconds: float
    frames: int
    level: float
    brightness: float
    voicing: float


SOUNDS = {
    PhoneClass.VOWEL: Sound(0.095, 2, 1.0, 0.0, 1.0),
    PhoneClass.RIME: Sound(0.165, 2, 1.0, 0.0, 1.0),
    PhoneClass.ONSET: Sound(0.025, 1, 0.8, 0.0, 0.8),
    PhoneClass.APPROXIMANT: Sound(0.060, 1, 0.7, 0.0, 1.0),
    PhoneClass.NASAL: Sound(0.065, 1, 0.6, 0.0, 1.0),
    PhoneClass.FRICATIVE: Sound(0.095, 2, 0.5, 1.0, 0.0),
    PhoneClass.VOICED_FRICATIVE: Sound(0.065, 1, 0.5, 0.7, 0.6),
    PhoneClass.STOP: Sound(0.070, 1, 0.15, 0.3, 0.0),
    PhoneClass.VOICED_STOP: Sound(0.060, 1, 0.3, 0.1, 0.5),
    PhoneClass.AFFRICATE: Sound(0.095, 2, 0.35, 0.8, 0.0),
    PhoneClass.CLOSURE: Sound(0.090, 1, 0.0, 0.0, 0.0),
    PhoneClass.UNKNOWN: Sound(0.090, 1, 0.7, 0.3, 0.5),
    PhoneClass.PAUSE: Sound(0.200, 2, 0.0, 0.0, 0.0),
    PhoneClass.MARK: Sound(0.0, 1, 0.7, 0.3, 0.5),
}

_SYMBOLS = {
    PhoneClass.PAUSE: "! , - . ? … SP SP2 SP3 _ 停 空",
    PhoneClass.MARK: "[ ]",
    PhoneClass.UNKNOWN: "UNK",
    PhoneClass.ONSET: "AA EE OO",
    PhoneClass.CLOSURE: "cl",
    PhoneClass.NASAL: "M N NG m my n ny Ym Yn Yng ㄴ ㅁ",
    PhoneClass.APPROXIMANT: "L R W Y l r ry w y Yl Yj Yw ㄹ ㅇ",
    PhoneClass.FRICATIVE: "F HH S SH TH f h hy s sh x Yf Yh Ys ㅅ ㅆ ㅎ",
    PhoneClass.VOICED_FRICATIVE: "DH V Z ZH v",
    PhoneClass.STOP: "K P T k ky p py t Yk Ykw Yp Yt ㅋ ㅌ ㅍ ㄲ ㄸ ㅃ",
    PhoneClass.VOICED_STOP: "B D G b by d dy g gy Yb Yd Yg Ygw ㄱ ㄷ ㅂ",
    PhoneClass.AFFRICATE: "CH JH c ch j q ts z zh Yc Yz ㅈ ㅉ ㅊ",
    PhoneClass.VOWEL: "a e i o u I U ER IH ㅏ ㅐ ㅓ ㅔ ㅗ ㅜ ㅡ ㅣ",
}
_CLASSES = {symbol: kind for kind, symbols in _SYMBOLS.items() for symbol in symbols.split()}
_ARPABET_VOWEL = re.compile(r"(?:AA|AE|AH|AO|AW|AY|EH|ER|EY|IH|IY|OW|OY|UH|UW)[012]")
_PINYIN_FINAL = re.compile(r"(?:En?|[aeiouv][a-z]*0?)[1-5]")
_JYUTPING_FINAL = re.compile(r"Y(?:[aeiouy][a-z]*[1-6]?|[a-z]+[1-6])")


def phone_class(symbol: str) -> PhoneClass:
    """The class of a phone; UNKNOWN for what is in no inventory."""
    if symbol in _CLASSES:
        return _CLASSES[symbol]
    if _ARPABET_VOWEL.fullmatch(symbol):
        return PhoneClass.VOWEL
    if _PINYIN_FINAL.fullmatch(symbol) or _JYUTPING_FINAL.fullmatch(symbol):
        return PhoneClass.RIME
    return PhoneClass.UNKNOWN
