# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..lipsync.cuesets import PRESTON_BLAIR, RHUBARB, CueSet
from . import moho, rhubarb
from .track import Track


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    Attributes:
        id: As it is chosen.
        suffix: Of its files, with the dot.
        cue_set: The drawings that its readers know.
        text: What to write.
    """

    id: str
    suffix: str
    cue_set: CueSet
    text: Callable[[Track], str]


FORMATS: Final = {
    known.id: known
    for known in (
        Format("TSV", ".tsv", RHUBARB, rhubarb.tsv),
        Format("JSON", ".json", RHUBARB, rhubarb.json_text),
        Format("XML", ".xml", RHUBARB, rhubarb.xml),
        Format("MOHO", ".dat", PRESTON_BLAIR, moho.switch_data),
    )
}
"""Every format by its id."""
