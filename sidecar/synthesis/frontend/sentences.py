# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds where sentences end."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from sidecar.synthesis.frontend.base import NEVER, word_set

_CLOSERS = r"(?:[\"'”’»›)\]}」』】》）〉]|[“«](?=\s|$)|[ \u00a0\u202f]»)*"  # “ and « close in German
_END = regex.compile(rf"(?P<mark>[.!?…。！？｡।॥‼⁇⁈⁉]+){_CLOSERS}|\n\s*\n")
_ALWAYS_END = frozenset("。！？｡।॥")
_HAN_OR_KANA = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_NEXT_WORD = regex.compile(r"[^\p{L}\p{N}]*(?P<word>[\p{L}\p{N}'’]+)")
_ACRONYM = regex.compile(r"(?:\p{L}\.)+\p{L}")
_LAST_WORD = regex.compile(r"(?P<word>[\p{L}\p{N}.]*)\.$")

# A full stop after these does not end a sentence: a name, a number or an explanation follows.
_NEVER_LAST = word_set(
    "dr mr mrs ms mx prof st rev hon gen col lt capt cpt cmdr sgt maj gov sen rep pres messrs mme mlle vs v "
    "e.g i.e cf fig figs vol pp approx dept est viz ed eds jan feb mar apr jun jul aug sep sept oct nov dec"
)
# After these it does unless a number follows.
_BEFORE_NUMBER = frozenset(("no", "nos", "p", "ch", "sec", "art"))
# Words that begin a sentence far more often than they are a name.
_OPENERS = word_set(
    "a an the this that these those i you he she it we they my your his her its our their there here then "
    "now and but or so if when while what who where why how is are was were do does did can will would "
    "let let's don't no yes not in on at for from with after before as well maybe i'm it's he's she's we're "
    "they're you're that's everyone everybody nobody someone"
)


def split_sentences(
    text: str, kept: Sequence[tuple[int, int]] = (), inner_stop: regex.Pattern[str] = NEVER
) -> list[tuple[int, int]]:
    """Splits text into sentences, which tile it: (start, end) pairs.

    A full stop ends a sentence unless an abbreviation, an initial or a number stands before it, or a
    small letter follows; full-width marks and dandas always end one; so does an empty line. Closing quotes
    and brackets stay with the sentence they close.

    Args:
        text: Any text.
        kept: Spans inside which no sentence ends (words with a pronunciation of their own).
        inner_stop: See `Language`.
    """
    sentences: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if any(a < end < b for a, b in kept) or not _ends_sentence(text, match, inner_stop):
            continue
        sentences.append((start, end))
        start = end
    if start < len(text):
        sentences.append((start, len(text)))
    return sentences


def _ends_sentence(text: str, match: regex.Match[str], inner_stop: regex.Pattern[str]) -> bool:
    mark = match.group("mark")
    if mark is None or any(c in _ALWAYS_END for c in mark):
        return True
    end = match.end()
    if end == len(text):
        return True
    if not text[end].isspace():
        # "3.5", "example.com", "Wait...what": inside a word or a clause, unless Chinese follows.
        return mark[0] in "!?" and bool(_HAN_OR_KANA.match(text, end))
    following = _NEXT_WORD.match(text, end)
    if following is None:
        return True
    word = following.group("word")
    if word[0].islower():
        return False
    before = text[max(0, match.start() - 30) : match.start() + 1]
    return mark != "." or (not inner_stop.search(before) and _full_stop_ends(before, word))


def _full_stop_ends(before: str, following: str) -> bool:
    match = _LAST_WORD.search(before)
    word = match.group("word") if match else ""
    bare = word.casefold()
    if bare in _NEVER_LAST:
        return False
    if bare in _BEFORE_NUMBER:
        return not following[0].isdecimal()
    if (len(word) == 1 and word.isupper() and word != "I") or _ACRONYM.fullmatch(word):
        # "J. R. R. Tolkien", "U.S. Army", "5 p.m. Monday"; but "Plan B. Then we run."
        return following.replace("’", "'").casefold() in _OPENERS
    return True
