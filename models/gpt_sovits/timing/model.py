# SPDX-License-Identifier: GPL-3.0-or-later
"""The lattice of a sentence: its phones, and a pause that may come between any two of them.

Slot 2 n + 1 is phone n, slot 2 n the pause before it. Frames fit a phone by attention and by whether it can
be silent, a pause by silence alone.
"""

from __future__ import annotations

import numpy as np

from models.gpt_sovits.timing.heads import Evidence
from models.gpt_sovits.timing.lattice import Lattice
from models.gpt_sovits.timing.phone_classes import SOUNDS, PhoneClass
from models.gpt_sovits.timing.sentence import Sentence

_FLOOR = 0.02
"""Attention relative to the frame's highest that still counts: a wrong frame costs 3.9 nats, not infinity."""
_QUIET_SOUND = 4.0
"""Nats that a frame of silence costs a vowel, and a frame of sound a pause: as much as wrong attention."""
_QUIET_STOP = 0.3
"""Nats that a frame of silence costs a stop. Its closure is silent; ten frames of it are rather a pause."""
_ENTER_PAUSE = {"punctuation": 0.0, "word": 2.0, "within": 5.0}
"""Nats. Two frames of silence make a pause between words, a longer silence breaks a word."""
_NO_PAUSE = 1e6
"""Beside written pauses there is no place for others."""
_SKIP_SOUND = 3.0
"""Nats that leaving out a phone costs: less than one frame of it that fits nothing."""
_SKIP_ONSET = 0.5
"""The onset of a Chinese syllable without initial is often not there."""
_PRIOR_SECONDS = 0.5
_PRIOR_LIMIT = 0.4
"""A phone so far from where mean lengths put it costs so many nats a frame, and never more: it decides only
where attention says nothing."""
_SILENT_CLASSES = (PhoneClass.STOP, PhoneClass.VOICED_STOP, PhoneClass.AFFRICATE, PhoneClass.CLOSURE)


def phone_of_slot(slot: int) -> int | None:
    """The phone of a slot; None for a pause."""
    return slot // 2 if slot % 2 else None


def build(
    sentence: Sentence, evidence: Evidence, quietness: np.ndarray, distance: np.ndarray, *, finished: bool
) -> Lattice:
    """The lattice.

    Args:
        sentence: The phones.
        evidence: What the attention says.
        quietness: How likely each frame is silent [frames].
        distance: Seconds from each frame to where mean lengths put each phone [frames, phones].
        finished: Whether the whole sentence has been spoken.
    """
    phones = len(sentence.classes)
    emission = np.empty((len(quietness), 2 * phones + 1))
    emission[:, 0::2] = -_QUIET_SOUND * (1 - quietness)[:, None]
    emission[:, 1::2] = _phone_emission(sentence, evidence, quietness, distance)
    enter, skip = np.zeros(2 * phones + 1), np.zeros(2 * phones + 1)
    enter[0::2] = [_enter_pause(sentence, phone) for phone in range(phones + 1)]
    skip[1::2] = [_skip(kind) for kind in sentence.classes]
    held = np.ones(2 * phones + 1, bool)
    held[1::2] = [SOUNDS[kind].frames > 1 for kind in sentence.classes]
    return Lattice(emission, enter, skip, held & (len(quietness) > 1), finished)


def _phone_emission(
    sentence: Sentence, evidence: Evidence, quietness: np.ndarray, distance: np.ndarray
) -> np.ndarray:
    """How well frames fit the phones [frames, phones]; see `build`."""
    attention = evidence.attention
    relative = attention / np.maximum(attention.max(axis=1, keepdims=True), 1e-9)
    emission = np.log((relative + _FLOOR) / (1 + _FLOOR))
    silent = np.isin(np.arange(len(sentence.classes)), _indices(sentence, *_SILENT_CLASSES))
    emission -= quietness[:, None] * np.where(silent, _QUIET_STOP, _QUIET_SOUND)
    emission -= _PRIOR_LIMIT * np.minimum(1, np.square(distance / _PRIOR_SECONDS))
    emission[:, _indices(sentence, PhoneClass.PAUSE)] = -_QUIET_SOUND * (1 - quietness)[:, None]
    return emission


def _indices(sentence: Sentence, *kinds: PhoneClass) -> list[int]:
    return [phone for phone, kind in enumerate(sentence.classes) if kind in kinds]


def _enter_pause(sentence: Sentence, phone: int) -> float:
    """Cost of the pause before a phone."""
    if PhoneClass.PAUSE in sentence.classes[max(0, phone - 1) : phone + 1]:
        return _NO_PAUSE
    return _ENTER_PAUSE[sentence.place(phone)]


def _skip(kind: PhoneClass) -> float:
    if not kind.spoken:
        return 0.0
    return _SKIP_ONSET if kind is PhoneClass.ONSET else _SKIP_SOUND
