# SPDX-License-Identifier: GPL-3.0-or-later
"""GPT-SoVITS' phones in the phoneme alphabet, so that their times become a mouth's movements.

The inventory shares spellings between its languages ("r", "ch", "a"), so a phone is read by the rules of the
language that it is said in. What one letter stands for can depend on its neighbours: Korean ㅇ is silent
before a vowel and ŋ after one, Japanese N closes the lips before p. Sounds are written as the other front
ends write them, where they have the language; Cantonese tones, which the alphabet lacks, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import regex

from models.gpt_sovits.phones import UNKNOWN
from sidecar.synthesis.frontend.gpt_sovits.marks import MARKS
from sidecar.synthesis.frontend.gpt_sovits.scripts import CANTONESE, ENGLISH, JAPANESE, KOREAN, MANDARIN
from sidecar.synthesis.frontend.gpt_sovits.utterance import Phone
from sidecar.synthesis.phonemes import PRIMARY_STRESS, SECONDARY_STRESS, SPACE

_WITHOUT_TIME = frozenset(("[", "]", UNKNOWN))
"""Rise, fall and the edge of an accent phrase: the sounds around them are neighbours all the same."""
_UNSPOKEN: Mapping[str, str] = {
    **{mark: mark for mark in MARKS},
    "-": "—",
    "空": SPACE,
    **dict.fromkeys((*_WITHOUT_TIME, "SP", "SP2", "SP3", "_", "停"), ""),
}

_ENGLISH = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "W", "AY": "I", "EH": "ɛ", "ER": "ɜɹ", "EY": "A",
    "IH": "ɪ", "IY": "i", "OW": "O", "OY": "Y", "UH": "ʊ", "UW": "u",
    "B": "b", "CH": "ʧ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "ʤ", "K": "k", "L": "l",
    "M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v",
    "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_ENGLISH_UNSTRESSED = {"AH": "ə", "ER": "əɹ"}
_ENGLISH_STRESS = {"0": "", "1": PRIMARY_STRESS, "2": SECONDARY_STRESS, "": ""}

_INITIALS = {
    "AA": "", "EE": "", "OO": "", "y": "j", "w": "w", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t",
    "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ",
    "z": "ʦ", "c": "ʦʰ", "s": "s", "zh": "\uab67", "ch": "\uab67ʰ", "sh": "ʂ", "r": "ɻ",
}  # fmt: skip
_FINALS = {
    "a": "a", "ai": "ai", "an": "an", "ang": "aŋ", "ao": "au", "e": "ɤ", "E": "e", "ei": "ei", "en": "ən",
    "En": "ɛn", "eng": "əŋ", "er": "ɚ", "i": "i", "i0": "ɨ", "ir": "ɨ", "ia": "ja", "ian": "jɛn",
    "iang": "jaŋ", "iao": "jau", "ie": "je", "in": "in", "ing": "iŋ", "iong": "jʊŋ", "iu": "jou", "o": "wo",
    "ong": "ʊŋ", "ou": "ou", "u": "u", "ua": "wa", "uai": "wai", "uan": "wan", "uang": "waŋ", "ui": "wei",
    "un": "wən", "uo": "wo", "v": "y", "van": "ɥɛn", "ve": "ɥe", "vn": "yn",
}  # fmt: skip
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}

_JAPANESE_VOWELS = {"a": "a", "i": "i", "u": "ɯ", "e": "e", "o": "o", "I": "i", "U": "ɯ"}
_JAPANESE = _JAPANESE_VOWELS | {
    "b": "b", "by": "bʲ", "ch": "ʨ", "d": "d", "dy": "dʲ", "f": "ɸ", "g": "ɡ", "gy": "ɡʲ", "h": "h",
    "hy": "ç", "j": "ʥ", "k": "k", "ky": "kʲ", "m": "m", "my": "mʲ", "n": "n", "ny": "ɲ", "p": "p",
    "py": "pʲ", "r": "ɾ", "ry": "ɾʲ", "s": "s", "sh": "ɕ", "t": "t", "ts": "ʦ", "v": "v", "w": "β",
    "y": "j", "z": "z",
}  # fmt: skip
_MORAIC_NASAL = {
    **dict.fromkeys("mpb", "m"),
    **dict.fromkeys("kɡ", "ŋ"),
    **dict.fromkeys("ɲʨʥ", "ɲ"),
    **dict.fromkeys("ntdɾzʦ", "n"),
}

_KOREAN_VOWELS = {"ㅏ": "a", "ㅐ": "ɛ", "ㅓ": "ʌ", "ㅔ": "e", "ㅗ": "o", "ㅜ": "u", "ㅡ": "ɯ", "ㅣ": "i"}
_KOREAN_GLIDES = {"ㅣ": "j", "ㅗ": "w", "ㅜ": "w"}
_KOREAN = _KOREAN_VOWELS | {
    "ㄱ": "k", "ㄲ": "k", "ㄴ": "n", "ㄷ": "t", "ㄸ": "t", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅃ": "p",
    "ㅅ": "s", "ㅆ": "s", "ㅇ": "ŋ", "ㅈ": "ʨ", "ㅉ": "ʨ", "ㅊ": "ʨʰ", "ㅋ": "kʰ", "ㅌ": "tʰ", "ㅍ": "pʰ",
    "ㅎ": "h",
}  # fmt: skip

_ONSETS = {
    "Yb": "p", "Yp": "pʰ", "Ym": "m", "Yf": "f", "Yd": "t", "Yt": "tʰ", "Yn": "n", "Yl": "l", "Yg": "k",
    "Yk": "kʰ", "Yng": "ŋ", "Yh": "h", "Ygw": "kw", "Ykw": "kʰw", "Yw": "w", "Yz": "ʦ", "Yc": "ʦʰ",
    "Ys": "s", "Yj": "j",
}  # fmt: skip
_NUCLEI = {
    "aa": "a", "a": "ɐ", "e": "ɛ", "eo": "ø", "oe": "œ", "o": "ɔ", "i": "i", "u": "u", "yu": "y", "": "",
}  # fmt: skip
_CODAS = {"": "", **{coda: coda for coda in "iumnptk"}, "ng": "ŋ", "g": "ŋ"}
_CLOSER = {"ei": "ei", "ou": "ou", "eoi": "øy", "ik": "ɪk", "ing": "ɪŋ", "uk": "ʊk", "ung": "ʊŋ"}
"""Rimes whose vowels are not what their letters are elsewhere."""
_RIME = regex.compile(r"Y(?=[a-z])(?P<nucleus>aa|eo|oe|yu|[aeiou]|)(?P<coda>ng|[iumnptkg]|)[1-6]?")


def symbols_in(phones: Sequence[Phone]) -> list[tuple[str, ...]]:
    """What each phone of a sentence is in the phoneme alphabet, among its neighbours.

    Args:
        phones: In order.

    Returns:
        For each phone the symbols that share its time: stress before a vowel, length and tone behind.
        Punctuation is punctuation, Korean's space a space. Nothing for what takes no time: prosody, the
        initials of syllables that begin with their vowel (Mandarin AA, EE, OO; Korean ㅇ).

    Raises:
        ValueError: A phone is none of its language.
    """
    symbols: list[tuple[str, ...]] = [()] * len(phones)
    timed = [index for index, phone in enumerate(phones) if phone.symbol not in _WITHOUT_TIME]
    for before, index, after in zip([None, *timed], timed, [*timed[1:], None], strict=False):
        language = phones[index].language
        left, right = (
            phones[i].symbol if i is not None and phones[i].language == language else ""
            for i in (before, after)
        )
        symbols[index] = symbols_of(phones[index], left, right)
    return symbols


def symbols_of(phone: Phone, before: str = "", after: str = "") -> tuple[str, ...]:
    """What one phone is in the phoneme alphabet; see `symbols_in`.

    Args:
        phone: Of either inventory.
        before: The phone before it in the same language, prosody aside; empty where there is none.
        after: The one after it.

    Raises:
        ValueError: It is no phone of its language.
    """
    if phone.symbol in _UNSPOKEN:
        return tuple(_UNSPOKEN[phone.symbol])
    try:
        return tuple(_SPELLINGS[phone.language](phone.symbol, before, after))
    except KeyError:
        raise ValueError(f"{phone.symbol!r} is no phone of {phone.language!r}") from None


def _english(symbol: str, before: str, after: str) -> str:
    del before, after
    plain = symbol.rstrip("012")
    stress = _ENGLISH_STRESS[symbol[len(plain) :]]
    return stress + (_ENGLISH[plain] if stress else _ENGLISH_UNSTRESSED.get(plain, _ENGLISH[plain]))


def _mandarin(symbol: str, before: str, after: str) -> str:
    if symbol == "y" and after.startswith("v"):
        return "ɥ"  # 月 is rounded from its begin
    if symbol in _INITIALS:
        return _INITIALS[symbol]
    final, tone = _FINALS[symbol[:-1]], _TONES[symbol[-1]]
    if before in ("y", "w", "OO"):
        final = final.lstrip("wɥ")  # the glide is spoken already (我, 月), or there is none (哦)
    nucleus = final.rstrip("nŋ")
    return nucleus + tone + final[len(nucleus) :]


def _japanese(symbol: str, before: str, after: str) -> str:
    del before
    following = _JAPANESE.get(after, "")[:1]
    if symbol == "N":
        return _MORAIC_NASAL.get(following, "ɴ")
    if symbol == "cl":
        # The long consonant's silent half has its place already: lips stay shut for all of っぱ. At the end
        # of a word (あっ), and before a vowel, it is the throat that closes.
        closed = "" if after in _JAPANESE_VOWELS else following
        return {"ʦ": "t", "ʨ": "t", "ʥ": "d", "": "ʔ"}.get(closed, closed)
    if after in ("i", "I"):
        return _JAPANESE.get(f"{symbol}y", _JAPANESE[symbol])
    return _JAPANESE[symbol]


def _korean(symbol: str, before: str, after: str) -> str:
    vowel_follows = after in _KOREAN_VOWELS
    if symbol == "ㅇ" and vowel_follows:
        return ""
    if symbol == "ㄹ" and vowel_follows and before != "ㄹ":
        return "ɾ"
    if symbol in "ㅅㅆ" and after == "ㅣ":
        return "ɕ"
    if symbol == "ㅣ" and before == "ㅗ":
        return "e"  # ㅚ
    # Two vowels in a row are one that is written compound: every syllable has an initial.
    return _KOREAN_GLIDES.get(symbol, _KOREAN[symbol]) if vowel_follows else _KOREAN[symbol]


def _cantonese(symbol: str, before: str, after: str) -> str:
    del before
    if symbol == "Yj" and after.startswith("Yyu"):
        return "ɥ"  # 月 is rounded from its begin
    if symbol in _ONSETS:
        return _ONSETS[symbol]
    match = _RIME.fullmatch(symbol)
    if match is None:
        raise KeyError(symbol)
    nucleus, coda = match.group("nucleus", "coda")
    return _CLOSER.get(nucleus + coda, _NUCLEI[nucleus] + _CODAS[coda])


_SPELLINGS: Mapping[str, Callable[[str, str, str], str]] = {
    ENGLISH: _english,
    MANDARIN: _mandarin,
    JAPANESE: _japanese,
    KOREAN: _korean,
    CANTONESE: _cantonese,
}
