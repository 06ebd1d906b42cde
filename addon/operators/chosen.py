# SPDX-License-Identifier: GPL-3.0-or-later
"""The chosen row of a list, which most operators are about."""

from __future__ import annotations

from typing import Any, ClassVar

from ..locale import translated
from ..properties import settings


class OnChosen:
    """An operator that needs a chosen row in one of the scene's lists.

    Attributes:
        rows: The list's property.
        choice: The property that holds the index of the chosen row.
        lacking: Why the button is grey without one.
    """

    rows: ClassVar[str]
    choice: ClassVar[str]
    lacking: ClassVar[str]

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a chosen row."""
        there = chosen(settings(context.scene), cls.rows, cls.choice) is not None
        if not there:
            cls.poll_message_set(translated(cls.lacking))  # pyright: ignore[reportAttributeAccessIssue]
        return there


def chosen(owner: Any, rows: str, choice: str) -> Any | None:
    """The row that is chosen, or None."""
    items, index = getattr(owner, rows), getattr(owner, choice)
    return items[index] if 0 <= index < len(items) else None


def remove_chosen(owner: Any, rows: str, choice: str) -> None:
    """Removes the chosen row, if there is one, and chooses the one that takes its place."""
    items, index = getattr(owner, rows), getattr(owner, choice)
    if not 0 <= index < len(items):
        return
    items.remove(index)
    setattr(owner, choice, max(min(index, len(items) - 1), 0))
