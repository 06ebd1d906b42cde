# SPDX-License-Identifier: GPL-3.0-or-later
"""SubRip and WebVTT subtitles, read with pysubs2: cues, who speaks in them, and what is not speech."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass

from pysubs2 import SSAFile
from pysubs2.exceptions import Pysubs2Error
from pysubs2.formats.subrip import SubripFormat
from pysubs2.formats.webvtt import WebVTTFormat

from sidecar.scripts.draft import Draft, wrong_content
from sidecar.scripts.model import ScriptFormat, ScriptLine
from sidecar.scripts.speeches import SINGING
from sidecar.scripts.wording import (
    is_capitals,
    joined,
    split_delivery,
    split_label,
    split_name,
    unbracketed,
)

_FORMATS = {ScriptFormat.SRT: ("srt", SubripFormat), ScriptFormat.WEBVTT: ("vtt", WebVTTFormat)}
_VOICE, _VOICE_END = "\ue000", "\ue001"
_VOICE_TAG = re.compile(r"<v(?:\.[^\s>]+)*\s+([^>]+)>")
_CUE_TIME_TAG = re.compile(r"<[\d:.]+>")
_EMPTY_ROWS = re.compile(r"\n{3,}")
_DASH = re.compile(r"^[-–—‐]+\s*(?=[^\s\-–—‐])")
_NOTES = re.compile(r"[♪♫♩♬]+")
_SOUND = re.compile(r"\s*[\[［【][^\[\]［］【】]*[\]］】]\s*")
_MUSIC = "Music is left out"
_SOUNDS = "Sounds are left out"


@dataclass(slots=True)
class _Turn:
    """What one person says in a cue; times in milliseconds."""

    row: int
    start: int
    end: int
    voice: str
    text: str


def read_subtitles(text: str, format_: ScriptFormat, draft: Draft) -> None:
    """Puts the cues of subtitles into a draft.

    Raises:
        InvalidRequestError: There are no cues.
    """
    turns = _turns(text, format_)
    names = _names(turns)
    for turn in turns:
        _take(turn, names, draft)


def _turns(text: str, format_: ScriptFormat) -> list[_Turn]:
    name, reader = _FORMATS[format_]
    rows = [
        _CUE_TIME_TAG.sub("", _VOICE_TAG.sub(rf"\n{_VOICE}\1{_VOICE_END}", row)).rstrip()
        for row in text.replace(_VOICE, "").replace(_VOICE_END, "").split("\n")
    ]
    places = [number for number, row in enumerate(rows, 1) if len(reader.TIMESTAMP.findall(row)) == 2]
    try:
        subtitles = SSAFile.from_string(_EMPTY_ROWS.sub("\n\n", "\n".join(rows)), format_=name)
    except (Pysubs2Error, ValueError) as error:
        raise wrong_content(f"cannot be read as subtitles: {error}") from error
    if not len(subtitles):
        raise wrong_content('has no cues; each needs a row such as "00:00:01,000 --> 00:00:02,500"')
    if len(places) != len(subtitles):
        places = [-1] * len(subtitles)  # not to be told
    turns: list[_Turn] = []
    for place, event in zip(places, subtitles, strict=True):
        said = html.unescape(event.plaintext).strip()
        if format_ is ScriptFormat.WEBVTT:
            said = said.partition("\n\n")[0]  # then come notes, and the next cue's name
        turns += _parted(place + 1, event.start, event.end, said)
    return turns


def _parted(row: int, start: int, end: int, said: str) -> list[_Turn]:
    """The turns in a cue; each has as much of its time as of its letters."""
    parts: list[tuple[str, list[str]]] = []
    for piece in said.split("\n"):
        voice, marked, rest = piece.strip().removeprefix(_VOICE).rpartition(_VOICE_END)
        dashed = _DASH.sub("", rest)
        if marked or dashed != rest or not parts:
            parts.append((voice.strip(), [dashed]))
        else:
            parts[-1][1].append(dashed)
    spoken = [(voice, "\n".join(rows)) for voice, rows in parts if any(part.strip() for part in rows)]
    whole = sum(len(text) for _, text in spoken)
    turns, before = [], 0
    for voice, text in spoken:
        after = before + len(text)
        at, until = (start + round((end - start) * part / whole) for part in (before, after))
        turns.append(_Turn(row, at, until, voice, text))
        before = after
    return turns


def _names(turns: list[_Turn]) -> set[str]:
    """Labels that are names: "Remember: ..." once is none."""
    labels = [label for turn in turns if (label := split_label(turn.text.strip()))]
    written = [split_name(label)[0] for label, _ in labels]
    often = Counter(name.casefold() for name in written)
    most = 2 * len(labels) > len(turns)
    names = {name.casefold() for name in written if most or is_capitals(name) or often[name.casefold()] > 1}
    return names | {turn.voice.casefold() for turn in turns if turn.voice}


def _take(turn: _Turn, names: set[str], draft: Draft) -> None:
    name, how, text = _speaker(turn, names)
    sings = _NOTES.search(text) is not None
    text = _NOTES.sub(" ", text).strip()
    if not text or unbracketed(text) is not None:
        what = _MUSIC if sings and not text else _SOUNDS
        if turn.text.strip():
            draft.notices.count(what, turn.text)
        return
    delivery, text = split_delivery(text)
    text = joined("\n".join(_without_sounds(row, draft) for row in text.split("\n")))
    if not text:
        return
    if sings:
        draft.notices.count("Lines are sung in the script, and will be spoken", text)
    if turn.end <= turn.start:
        draft.notices.count("Cues that end before they start have no end", text)
    draft.lines.append(
        ScriptLine(
            name,
            text,
            ", ".join(filter(None, (SINGING if sings else "", how, delivery))),
            start_seconds=turn.start / 1000,
            end_seconds=turn.end / 1000 if turn.end > turn.start else None,
            row=turn.row,
        )
    )


def _speaker(turn: _Turn, names: set[str]) -> tuple[str, str, str]:
    """Name, manner and text of a turn."""
    text = turn.text.strip()
    if turn.voice:
        return *split_name(turn.voice), text
    label = split_label(text)
    if label and split_name(label[0])[0].casefold() in names:
        return *split_name(label[0]), label[1]
    delivery, rest = split_delivery(text)
    if rest and delivery.casefold() in names:  # "[MARIA] Hello."
        return delivery, "", rest
    return "", "", text


def _without_sounds(row: str, draft: Draft) -> str:
    if unbracketed(row) is not None:
        draft.notices.count(_SOUNDS, row)
        return ""
    for sound in _SOUND.findall(row):
        draft.notices.count(_SOUNDS, sound.strip())
    return _SOUND.sub(" ", row)
