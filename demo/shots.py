# SPDX-License-Identifier: GPL-3.0-or-later
"""The scene's plan after speaking: who talks when, and which camera sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from addon.lipsync.phones import Phone

TWO_SHOT = "Two-shot"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line as it lies on the timeline.

    Attributes:
        character: Who speaks, by the avatar's name.
        text: What is said.
        start: First frame of its clip.
        end: Frame at which its clip ends; fractional.
        phones: Its phonemes, seconds from the start of the clip.
        words: Its words as typed.
    """

    character: str
    text: str
    start: int
    end: float
    phones: tuple[Phone, ...]
    words: tuple[str, ...]


def cuts(lines: Sequence[Spoken], first_frame: int, lead: int = 3) -> list[tuple[int, str]]:
    """Frames at which the picture changes, with the camera's name: the speaker, or both at either end.

    Args:
        lines: In time order, at least one.
        first_frame: Of the scene.
        lead: How many frames a cut comes before the line it shows.
    """
    result: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        camera = TWO_SHOT if index in (0, len(lines) - 1) else line.character
        if not result:
            result.append((first_frame, camera))
        elif camera != result[-1][1]:
            result.append((max(result[-1][0] + 1, line.start - lead), camera))
    return result
