# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a reader puts what it finds."""

from __future__ import annotations

from dataclasses import dataclass, field

from sidecar.errors import InvalidRequestError, Violation
from sidecar.scripts.model import ScriptLine, ScriptScene

_EXAMPLES, _EXAMPLE_LENGTH = 3, 40


@dataclass(slots=True)
class Notices:
    """What is told to whoever imports the script."""

    _said: list[str] = field(default_factory=list)
    _counted: dict[str, tuple[int, list[str]]] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """Tells something, once."""
        if text not in self._said:
            self._said.append(text)

    def count(self, what: str, example: str) -> None:
        """Tells what was met, how often, with the first few examples.

        Args:
            what: Such as "Sounds are left out".
            example: This one.
        """
        number, examples = self._counted.get(what, (0, []))
        if len(examples) < _EXAMPLES:
            examples.append(_shortened(example))
        self._counted[what] = (number + 1, examples)

    def texts(self) -> tuple[str, ...]:
        """All of them."""
        counted = (
            f"{what} ({number}): {', '.join(examples)}{', …' if number > len(examples) else ''}"
            for what, (number, examples) in self._counted.items()
        )
        return (*self._said, *counted)


@dataclass(slots=True)
class Draft:
    """A script being read: lines may lack their language, and names are as each line has them."""

    lines: list[ScriptLine] = field(default_factory=list)
    scenes: list[ScriptScene] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    notices: Notices = field(default_factory=Notices)

    @property
    def scene_index(self) -> int | None:
        """The scene that the next line is in."""
        return len(self.scenes) - 1 if self.scenes else None

    def begin_scene(self, heading: str, number: str = "") -> None:
        """From here on lines are in a new scene."""
        self.scenes.append(ScriptScene(" ".join(heading.split()), number.strip()))


def wrong_content(message: str) -> InvalidRequestError:
    """What is raised when a file cannot be read."""
    return InvalidRequestError([Violation("content", message)])


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _EXAMPLE_LENGTH else text[: _EXAMPLE_LENGTH - 1] + "…"
