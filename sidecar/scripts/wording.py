# SPDX-License-Identifier: GPL-3.0-or-later
"""How names, remarks and speech are written in scripts of any format."""

from __future__ import annotations

import re

from sidecar.scripts.letters import EAST_ASIAN

_OPEN, _CLOSE = "(（[［【", ")）]］】"
_INNER = rf"[^{re.escape(_OPEN + _CLOSE)}]*"
_BRACKETS = rf"[{re.escape(_OPEN)}](?P<inner>{_INNER})[{re.escape(_CLOSE)}]"
_LEADING = re.compile(rf"\s*{_BRACKETS}\s*")
_TRAILING = re.compile(rf"{_BRACKETS}\s*$")
_BROKEN_ROW = re.compile(rf"(?<=[{EAST_ASIAN}])[^\S\n]*\n\s*(?=[{EAST_ASIAN}])")

# Not manners of speaking: where a voice comes from, and that somebody goes on.
_REMARKS = frozenset(
    (
        *("vo", "os", "oc", "off", "offscreen", "offcamera", "oncamera", "onscreen", "voiceover", "prelap"),
        *("contd", "cont", "continued", "continuing", "more", "subtitle", "subtitled", "subtitles"),
        *("画外音", "画外", "旁白", "独白", "内心独白", "续", "續", "モノローグ"),
    )
)
_PAUSES = frozenset(
    (
        *("beat", "abeat", "longbeat", "pause", "apause", "longpause", "shortpause", "then", "silence"),
        *("停顿", "停頓", "间", "間", "沉默", "沈黙"),
    )
)
_PAUSE_START = re.compile(r"^(?:an? )?(?:long |short )?(?:beat|pause)\s*[,;.]\s*", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?P<label>[^\s:：][^:：\n]{0,59}?)\s*(?:：|:(?![\d/\\]))\s*", re.ASCII)
_QUOTED = re.compile(r"\s*(?P<label>[^\s「」：:]{1,20})\s*「(?P<text>.+)」\s*$", re.DOTALL)
_NOT_IN_NAMES = re.compile(
    r"[!?;,…\"“”„«»。！？，；、]|\b(?!(?:mr|mrs|ms|dr|st|sr|jr|prof|lt|sgt|capt)\.)\w+\.\s", re.IGNORECASE
)
_MOST_WORDS, _LONGEST_NAME = 5, 40


def joined(text: str) -> str:
    """One row of several; between Chinese or Japanese characters no space comes in."""
    return " ".join(_BROKEN_ROW.sub("", text).split())


def unbracketed(text: str) -> str | None:
    """What is in the brackets, if a text is nothing else."""
    match = _LEADING.fullmatch(text)
    return match["inner"].strip() if match else None


def split_delivery(text: str) -> tuple[str, str]:
    """How a text is said, by the brackets that it begins with, and the text without them."""
    deliveries = []
    while match := _LEADING.match(text):
        deliveries.append(manner(match["inner"]))
        text = text[match.end() :]
    return ", ".join(filter(None, deliveries)), text.strip()


def manner(remark: str) -> str:
    """How something is said, by what stands in brackets; empty if that tells only a pause or a place."""
    remark = _PAUSE_START.sub("", " ".join(remark.split()))
    return "" if not remark or _bare(remark) in _REMARKS | _PAUSES or remark.isdigit() else remark


def split_name(label: str) -> tuple[str, str]:
    """A name without remarks, and the manner of speaking that they tell: "MARIA (V.O.) (softly)"."""
    manners = []
    while match := _TRAILING.search(label):
        manners.insert(0, manner(match["inner"]))
        label = label[: match.start()]
    return " ".join(label.split()), ", ".join(filter(None, manners))


def split_label(text: str) -> tuple[str, str] | None:
    """Label and speech of "NAME: speech" or "NAME「speech」"; None if it does not read as one."""
    match = _QUOTED.match(text)
    if match and _is_name(match["label"]):
        return match["label"], match["text"]
    match = _LABEL.match(text)
    if match and _is_name(split_name(match["label"])[0]):
        return match["label"], text[match.end() :]
    return None


def is_capitals(name: str) -> bool:
    """Whether it has letters that have capitals, and all are."""
    return name.isupper()


def _is_name(name: str) -> bool:
    return (
        0 < len(name) <= _LONGEST_NAME
        and len(name.split()) <= _MOST_WORDS
        and any(char.isalpha() for char in name)
        and not _NOT_IN_NAMES.search(name)
    )


def _bare(remark: str) -> str:
    return re.sub(r"[\W_]", "", remark).casefold()
