# SPDX-License-Identifier: GPL-3.0-or-later
"""Speeches of a screenplay to lines: one for each run of dialogue between two parentheticals."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sidecar.scripts.draft import Draft
from sidecar.scripts.model import ScriptLine
from sidecar.scripts.wording import joined, manner, split_delivery, split_name, unbracketed

SINGING = "singing"
_SUNG = "Lines are sung in the script, and will be spoken"
_MOST_ROWS = 8
"""Of one parenthetical."""
_UNSAID = "Parentheticals with nothing said after them are left out"


@dataclass(slots=True)
class _Speech:
    label: str
    dual: bool
    rows: list[tuple[int, str, bool]] = field(default_factory=list)  # row of the file, text, sung


class Speeches:
    """Takes a screenplay's elements in order and puts lines into a draft."""

    def __init__(self, draft: Draft) -> None:
        """Begins at the top of the script."""
        self._draft = draft
        self._speech: _Speech | None = None
        self._before: list[int] = []  # where the lines of the speech before are

    def heading(self, text: str, number: str = "") -> None:
        """A new scene."""
        self.end()
        self._before = []
        self._draft.begin_scene(text, number)

    def cue(self, label: str, dual: bool = False) -> None:
        """Somebody begins to speak.

        Args:
            label: The name, with its remarks.
            dual: Whether they speak together with the one before.
        """
        self.end()
        self._speech = _Speech(label, dual)

    def row(self, text: str, number: int = 0, sung: bool = False) -> None:
        """A row of what is said, or a parenthetical in its brackets."""
        if self._speech is not None and text.strip():
            self._speech.rows.append((number, text.strip(), sung))

    def end(self) -> None:
        """The speech, if there is one, is over."""
        if self._speech is None:
            return
        speech, self._speech = self._speech, None
        lines = self._lines_of(speech)
        if not lines:
            return
        places = self._put_beside(lines) if speech.dual and self._before else self._put_after(lines)
        self._before = places

    def _put_after(self, lines: list[ScriptLine]) -> list[int]:
        start = len(self._draft.lines)
        self._draft.lines += lines
        return list(range(start, len(self._draft.lines)))

    def _put_beside(self, lines: list[ScriptLine]) -> list[int]:
        """Each line comes after its partner, first with first; those without a partner come last."""
        pairs = list(zip(self._before, lines, strict=False))
        for place, line in reversed(pairs):
            self._draft.lines.insert(place + 1, replace(line, with_previous=True))
        return [place + 1 + i for i, (place, _) in enumerate(pairs)] + self._put_after(lines[len(pairs) :])

    def _lines_of(self, speech: _Speech) -> list[ScriptLine]:
        name, spoken_how = split_name(speech.label)
        lines: list[ScriptLine] = []
        delivery, sings, rows = spoken_how, False, []

        def flush() -> None:
            text = joined("\n".join(text for _, text, _ in rows))
            if text:
                how = ", ".join(filter(None, (SINGING if sings else "", delivery)))
                lines.append(ScriptLine(name, text, how, scene_index=self._draft.scene_index, row=rows[0][0]))
                if sings:
                    self._draft.notices.count(_SUNG, text)
            rows.clear()

        remark = ""
        for number, row, sung in _with_whole_brackets(speech.rows):
            inner, text = unbracketed(row), row
            if inner is None and not rows:
                how, text = split_delivery(row)
                delivery = how or delivery
            if inner is not None or sung != sings:
                flush()
            if inner is not None:
                # A pause says nothing of the manner: it stays.
                delivery, remark = manner(inner) or delivery, inner
            else:
                rows.append((number, text, sung))
                sings, remark = sung, ""
        flush()
        if remark:
            self._draft.notices.count(_UNSAID, f"{name} ({remark})")
        return lines


def _with_whole_brackets(rows: list[tuple[int, str, bool]]) -> list[tuple[int, str, bool]]:
    """The rows, parentheticals of several rows made one."""
    whole: list[tuple[int, str, bool]] = []
    at = 0
    while at < len(rows):
        number, text, sung = rows[at]
        end = at
        if text[0] in "(（" and not any(close in text for close in ")）"):
            near = range(at, min(at + _MOST_ROWS, len(rows)))
            end = next((i for i in near if rows[i][1].endswith((")", "）"))), at)
            text = " ".join(row[1] for row in rows[at : end + 1])
        whole.append((number, text, sung))
        at = end + 1
    return whole
