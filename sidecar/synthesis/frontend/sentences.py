# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds where sentences end."""

from __future__ import annotations

from collections.abc import Sequence

import regex

_CLOSERS = r"[\"'”’»›)\]}」』】》）〉]*"
_END = regex.compile(rf"(?P<mark>[.!?…。！？｡‼⁇⁈⁉]+){_CLOSERS}|\n\s*\n")
_FULL_WIDTH = frozenset("。！？｡")
_HAN_OR_KANA = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_NEXT_LETTER = regex.compile(r"[^\p{L}\p{N}]*(?P<letter>[\p{L}\p{N}])")
_LAST_WORD = regex.compile(r"(?P<word>[\p{L}\p{N}.]*)\.$")

# A full stop after these does not end a sentence: a name, a number or an explanation follows.
_NEVER_LAST = frozenset(
    "dr mr mrs ms mx prof st rev hon gen col lt capt cpt cmdr sgt maj gov sen rep pres messrs mme mlle vs v "
    "e.g i.e cf fig figs vol pp approx dept est viz ed eds jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# After these it may: it does if a capital follows.
_TITLE_NUMBER = frozenset(("no", "nos", "p", "ch", "sec", "art"))


def split_sentences(text: str, kept: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Splits text into sentences, which tile it: (start, end) pairs.

    A full stop ends a sentence unless an abbreviation, an initial or a number stands before it, or a
    small letter follows; full-width marks always end one; so does an empty line. Closing quotes and
    brackets stay with the sentence they close.

    Args:
        text: Any text.
        kept: Spans inside which no sentence ends (words with a pronunciation of their own).
    """
    sentences: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if any(a < end < b for a, b in kept) or not _ends_sentence(text, match):
            continue
        sentences.append((start, end))
        start = end
    if start < len(text):
        sentences.append((start, len(text)))
    return sentences


def _ends_sentence(text: str, match: regex.Match[str]) -> bool:
    mark = match.group("mark")
    if mark is None or any(c in _FULL_WIDTH for c in mark):
        return True
    end = match.end()
    if end == len(text):
        return True
    if not text[end].isspace():
        # "3.5", "example.com", "Wait...what": inside a word or a clause, unless Chinese follows.
        return mark[0] in "!?" and bool(_HAN_OR_KANA.match(text, end))
    following = _NEXT_LETTER.match(text, end)
    if following is None:
        return True
    letter = following.group("letter")
    if letter.islower():
        return False
    return mark != "." or _full_stop_ends(text[: match.start() + 1], letter)


def _full_stop_ends(before: str, following: str) -> bool:
    match = _LAST_WORD.search(before)
    word = match.group("word") if match else ""
    bare = word.casefold()
    if bare in _NEVER_LAST:
        return False
    if bare in _TITLE_NUMBER:
        return not following.isdigit()
    # An initial: "J. R. R. Tolkien"; but "So do I." ends.
    return not (len(word) == 1 and word.isupper() and word != "I")
