# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the words of a text in a script with spaces, as an animator would count them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import regex

CURRENCY = r"(?:R\$|US\$|[$£€¥₹])"
_ATOM = r"[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|[\u200c\u200d\u00ad](?=\p{L}))*"
_JOIN = (
    r"['’ʼ\-‐‑_/&@]"
    r"|(?<=\d),(?=\d)|(?<=\d)[:–−](?=\d)|(?<=\d)°\s?(?=[CF]\b)|(?<=[\p{L}\p{N}])\+(?=[\p{L}\p{N}])"
    r"|(?<=\p{N})\.(?=\p{N})|(?<=\p{Lu}|\bPh)\.(?=\p{Lu}(?!\p{Ll}))|(?<=\p{L})\.(?=\p{Ll})|(?<=\p{N})\.(?=\p{L})|(?<=\p{L})\.(?=\p{N})"
)
_PREFIX = rf"[-−+±]?{CURRENCY}[-−]?\.?(?=\d)|[-−+±]?\.(?=\d)|[-−+±](?=\d)|[#@](?=[\p{{L}}\p{{N}}])"
_SUFFIX = r"%|‰|°(?:[CF]\b)?|\+{1,2}(?![\p{L}\p{N}])"
_MAIL = r"[\p{L}\p{N}][\p{L}\p{N}._%+\-]*@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*\.\p{L}{2,}"
_LINK = r"(?i:https?://|www\.)[^\s<>\"“”]*[\p{L}\p{N}/]"
_PATH = r"[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*\.\p{L}{2,}/[^\s<>\"“”]*[\p{L}\p{N}/]"
# A symbol is a word by itself, but not in "$#!%".
_BEFORE_SYMBOL = r"(?<![^\s\p{L}\p{N}(\[“\"])"
_AFTER_SYMBOL = r"(?![^\s\p{L}\p{N})\]”\",.;:!?])"
_DOTTED = regex.compile(r"(?:\p{L}\.)+\p{L}|\p{Lu}")
_REST = regex.compile(r"[^\p{L}\p{N}]*")
_EDGE = r"[\p{L}\p{M}\p{N}--[\p{Han}\p{Hiragana}\p{Katakana}]]"


class WordFinder:
    """Finds the words between spaces, without the punctuation around them.

    "$45.20", "don't", "l'eau", "e-mail", "3.5kg" and "Dr." are one word each; "wait—what" is two. Every
    letter and digit of the text is in a word; what is in none cannot be spoken.
    """

    def __init__(
        self,
        symbols: Collection[str],
        abbreviations: Collection[str],
        before_names: Collection[str] = (),
        *,
        first: str = "",
        prefix: str = "",
        clitic: str = "",
        ordinal_stops: bool = False,
    ) -> None:
        """Makes the patterns of a language.

        Args:
            symbols: Characters that are a word when they stand alone.
            abbreviations: In small letters, without their last full stop.
            before_names: Those of them that are words too: abbreviations only before a name or a number.
            first: Pattern of words that go before all others.
            prefix: Pattern of what may begin a word besides the usual.
            clitic: Pattern of what is a word when written on to a kept span.
            ordinal_stops: Whether a number takes its full stop with it.
        """
        self._abbreviations = abbreviations
        self._before_names = before_names
        self._clitic = regex.compile(clitic) if clitic else None
        self._ordinal = regex.compile(r"\d{1,4}|[IVX]+" if ordinal_stops else r"(?!)")
        self._word = regex.compile(
            rf"(?:{_LINK})|(?:{_MAIL})|{first or '(?!)'}|(?:{_PATH})"
            rf"|(?:(?<![\p{{L}}\p{{N}}])(?:{_PREFIX}{f'|{prefix}' if prefix else ''}))?"
            rf"{_ATOM}(?:(?:{_JOIN}){_ATOM})*(?:{_SUFFIX})?"
            rf"|°\s?[CFK]\b|{_BEFORE_SYMBOL}[{regex.escape(''.join(symbols))}]{_AFTER_SYMBOL}|℃|℉"
        )

    def find(self, text: str, kept: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
        """The words of a sentence: (start, end) pairs; ``kept``: spans that are a word each, in order."""
        spans: list[tuple[int, int]] = []
        position = 0
        for start, end in (*kept, (len(text), len(text))):
            clitic = self._clitic.match(text, position) if self._clitic and position else None
            if clitic:
                spans.append(clitic.span())
                position = clitic.end()
            found = self._word.finditer(text, position, start)
            spans.extend((match.start(), self._with_full_stop(text, *match.span(), start)) for match in found)
            if end > start:
                spans.append((start, end))
            position = end
        return spans

    def _with_full_stop(self, text: str, start: int, end: int, limit: int) -> int:
        """Takes an abbreviation's full stop into the word, unless it ends the sentence as well."""
        if end >= limit or text[end] != ".":
            return end
        rest = _REST.match(text, end + 1)
        following = text[rest.end() : rest.end() + 1] if rest else ""
        word = text[start:end].casefold()
        if not following:
            return end
        if word in self._before_names:
            return end + 1 if following.isupper() or following.isdecimal() else end
        known = word in self._abbreviations
        if known or _DOTTED.fullmatch(text[start:end]) or self._ordinal.fullmatch(text[start:end]):
            return end + 1
        return end


def whole_word_matches(text: str, word: str, ignore_case: bool) -> list[tuple[int, int]]:
    """Where a word, or words, stands in a text in a script with spaces: (start, end) pairs."""
    flags = regex.V1 | (regex.IGNORECASE if ignore_case else 0)
    pattern = rf"(?<!{_EDGE}){regex.escape(word)}(?!{_EDGE})"
    return [match.span() for match in regex.finditer(pattern, text, flags)]
