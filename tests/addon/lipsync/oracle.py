# SPDX-License-Identifier: GPL-3.0-or-later
"""What a viewer would check on the played frames, written without the code under test.

Judges only shape key values, by what each rig's own documentation says its shapes look like.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from addon.lipsync import Keys, Phone
from addon.lipsync.bezier import evaluate
from addon.rigs import RigMapping, detect, load_presets

Array = NDArray[np.float64]

LABIALS = frozenset("pbm")
LABIODENTALS = frozenset("fv")
SIBILANTS = ("s", "z", "ʃ", "ʒ", "ɕ", "ʂ", "tʃ", "dʒ", "ts", "tɕ", "tʂ", "tʂʰ")
VOWELS = frozenset("aeiouɑæɛɪɔʊʌəɜɤɨy")
JUDGED = ("arkit", "oculus", "vrm")
RIGS: dict[str, RigMapping] = {
    preset.id: detect(preset.shapes).mapping() for preset in load_presets() if preset.id in JUDGED
}
"""One complete rig per preset that the viewer below can read."""


def played(keys: Mapping[str, Keys], frames: Array) -> dict[str, Array]:
    """Shape values at frames, as Blender draws them; shapes without keys rest."""
    return {name: evaluate(k.frames, k.values.astype(np.float64), frames) for name, k in keys.items()}


class Viewer:
    """Looks at a rig's played frames."""

    def __init__(self, rig: str, values: Mapping[str, Array], frames: Array) -> None:
        self.rig = rig
        self.frames = frames
        self._values = values

    def shape(self, *names: str) -> Array:
        """The largest of the shapes at each frame."""
        return np.max([self._values.get(name, np.zeros(len(self.frames))) for name in names], axis=0)

    def _all_but(self, *names: str) -> Array:
        return self.shape(*(name for name in RIGS[self.rig].shapes if name not in names))

    def sealed(self) -> NDArray[np.bool_]:
        """Lips closed, nothing that opens a mouth left over."""
        if self.rig == "arkit":
            pressed = np.minimum(self.shape("mouthPressLeft"), self.shape("mouthPressRight")) >= 0.95 * 0.55
            return pressed & (self.shape("jawOpen", "mouthFunnel", "mouthPucker") <= 0.1)
        if self.rig == "oculus":
            return (self.shape("viseme_PP") >= 0.95) & (self._all_but("viseme_PP") <= 0.1)
        return self._all_but() <= 0.1

    def bitten(self) -> NDArray[np.bool_]:
        """Lower lip on the upper teeth."""
        if self.rig == "arkit":
            return (self.shape("mouthRollLower") >= 0.9 * 0.75) & (self.shape("jawOpen") <= 0.15)
        if self.rig == "oculus":
            return (self.shape("viseme_FF") >= 0.9) & (self.shape("viseme_PP") <= 0.1)
        return self._all_but() <= 0.2

    def narrow(self) -> NDArray[np.bool_]:
        """Jaw nearly shut."""
        return self.shape("jawOpen", "viseme_aa", "aa") <= 0.15

    def opened(self) -> NDArray[np.bool_]:
        """Lips visibly apart or rounded open."""
        if self.rig == "arkit":
            return (self.shape("mouthPressLeft") <= 0.05) & (self.shape("jawOpen") >= 0.05)
        if self.rig == "oculus":
            return (self.shape("viseme_PP") <= 0.05) & (self._all_but("viseme_PP") >= 0.1)
        return self._all_but() >= 0.1


def spoken_lines() -> list[tuple[dict[str, object], list[Phone]]]:
    """Lines as Kokoro-82M spoke them: timings of the real voice, corrected against its audio."""
    lines = json.loads(Path(__file__).with_name("spoken_lines.json").read_text(encoding="utf-8"))
    return [(line, [Phone(*phone) for phone in line["phones"]]) for line in lines]


def utter(symbols: str, each: float = 0.1, start: float = 0.3) -> list[Phone]:
    """Phones of one length between two pauses; a symbol led by ' is stressed and half as long again."""
    phones = [Phone("sil", 0.0, start)]
    for symbol in symbols.split():
        stressed = symbol.startswith("'")
        end = phones[-1].end + each * (1.5 if stressed else 1.0)
        phones.append(Phone(symbol.removeprefix("'"), phones[-1].end, end, int(stressed)))
    return [*phones, Phone("sil", phones[-1].end, phones[-1].end + 0.4)]


def near(phones: Sequence[Phone], index: int, frames: Array, fps: float, slack: float) -> NDArray[np.bool_]:
    """The frames of a phone, `slack` frames more on either side; the line starts at frame 1."""
    first = 1.0 + phones[index].start * fps - slack
    return (frames >= first) & (frames <= 1.0 + phones[index].end * fps + slack)
