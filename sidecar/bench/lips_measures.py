# SPDX-License-Identifier: GPL-3.0-or-later
"""What a viewer would count on played frames.

Knows the sounds and what is seen of the mouth (`lips_viewer`), and nothing of how a solver thinks: not its
moments, its targets or its holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.signal import find_peaks, peak_widths

from sidecar.bench.lips_performance import FIRST_FRAME, Array
from sidecar.bench.lips_viewer import BACK, CLOSE_BACK, CLOSE_FRONT, FRONT, OPEN, Mask, View
from sidecar.synthesis.speech import SILENCE, Phoneme, Speech, Stress

LABIALS: Final = frozenset("pbm")
LABIODENTALS: Final = frozenset("fvɱ")
SIBILANTS: Final = frozenset("szʃʒɕʑʂʐ")
ROUND: Final = frozenset("wuoɔʊyɥʃʒ")
VOWELS: Final = frozenset("aeiouyæɐɑɒɔəɛɜɤɨɪʊʌ")
OWN_SHAPES: Final[Mapping[str, tuple[str, ...]]] = {
    "a": (OPEN,),
    "ɑ": (OPEN,),
    "ʌ": (OPEN,),
    "æ": (OPEN, FRONT),
    "ɛ": (FRONT,),
    "e": (FRONT,),
    "ɪ": (CLOSE_FRONT, FRONT),
    "i": (CLOSE_FRONT,),
    "ɒ": (BACK, OPEN),
    "ɔ": (BACK,),
    "o": (BACK,),
    "u": (CLOSE_BACK,),
    "ʊ": (CLOSE_BACK,),
    "y": (CLOSE_BACK,),
}
"""What a vowel may look like; two where Meta's own examples and common viseme tables differ."""

_DIPHTHONG_SPLIT: Final = 0.55
_BESIDE: Final = 1.0  # frames before and after a sound in which it may be seen
_BESIDE_CLOSED: Final = 1.5  # frames around a p b m in which closed lips are no mistake
_STEP: Final = 0.02  # a change of a shape between frames that can be seen
_POSE: Final = 0.2  # a rise or dip of a shape that can be seen
_SHORT: Final = 2.0  # frames; less is a flicker
_TOP: Final = 0.02  # a vowel is at its height while its shape is so near its peak


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound or a pause on the frames of a scene; a diphthong is two.

    Attributes:
        symbol: IPA or "sil".
        first: Frame at which it starts, fractional.
        last: Frame at which it ends.
        stressed: Whether it is a vowel that should be shown in full.
    """

    symbol: str
    first: float
    last: float
    stressed: bool = False

    @property
    def centre(self) -> float:
        """The frame in its middle."""
        return 0.5 * (self.first + self.last)

    @property
    def is_vowel(self) -> bool:
        """Whether it is a vowel."""
        return self.symbol[0] in VOWELS

    def near(self, frames: Array, beside: float = _BESIDE) -> Mask:
        """The frames on which it is heard, and some more on either side."""
        return (frames >= self.first - beside) & (frames <= self.last + beside)


def sounds_of(speech: Speech, fps: float) -> list[Sound]:
    """The line's sounds; in a language without stress marks every vowel counts as stressed."""
    marked = any(phoneme.stress > Stress.NONE for phoneme in speech.phonemes)
    return [
        sound
        for phoneme in speech.phonemes
        for sound in _split(
            phoneme,
            not marked or phoneme.stress is Stress.PRIMARY,
            fps / speech.sample_rate_hz,
        )
    ]


def _split(phoneme: Phoneme, stressed: bool, frames_per_sample: float) -> Iterator[Sound]:
    first = FIRST_FRAME + phoneme.start_sample * frames_per_sample
    last = FIRST_FRAME + phoneme.end_sample * frames_per_sample
    symbol = phoneme.symbol
    if symbol != SILENCE and len(symbol) > 1 and VOWELS.issuperset(symbol[:2]):
        cut = first + _DIPHTHONG_SPLIT * (last - first)
        yield Sound(symbol[0], first, cut, stressed)
        yield Sound(symbol[1:], cut, last)
    else:
        yield Sound(symbol, first, last, stressed and symbol[0] in VOWELS)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    met: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.met + other.met, self.of + other.of)

    @classmethod
    def among(cls, outcomes: Iterable[bool | np.bool_]) -> Share:
        """Counts the true ones."""
        counted = [bool(outcome) for outcome in outcomes]
        return cls(sum(counted), len(counted))

    @property
    def value(self) -> float:
        """0 to 1; NaN of none."""
        return self.met / self.of if self.of else float("nan")


def closures(sounds: Sequence[Sound], frames: Array, closed: Mask, apart: Mask) -> Share:
    """The p b m on one of whose frames lips are closed.

    Where a vowel stands between two of them the lips must also be seen apart between, or they are one.
    """
    outcomes: list[bool] = []
    before: tuple[int, int] | None = None  # the last one seen: its place among the sounds, its first frame
    for place, sound in enumerate(sounds):
        if sound.symbol[0] not in LABIALS:
            continue
        seen = np.flatnonzero(closed & sound.near(frames))
        if before is not None and any(between.is_vowel for between in sounds[before[0] + 1 : place]):
            opened = np.flatnonzero(apart[before[1] :])
            seen = seen[seen > before[1] + opened[0]] if len(opened) else seen[:0]
        outcomes.append(len(seen) > 0)
        if len(seen):
            before = place, int(seen[0])
    return Share.among(outcomes)


def right_closures(sounds: Sequence[Sound], frames: Array, closed: Mask) -> Share:
    """Of the frames with closed lips those beside a p b m; a mouth may be closed in pauses."""
    belongs = np.zeros(len(frames), dtype=bool)
    quiet = (frames < sounds[0].first) | (frames > sounds[-1].last)
    for sound in sounds:
        if sound.symbol == SILENCE:
            quiet |= sound.near(frames)
        elif sound.symbol[0] in LABIALS:
            belongs |= sound.near(frames, _BESIDE_CLOSED)
    return Share.among(belongs[closed & (belongs | ~quiet)])


def seen(sounds: Sequence[Sound], letters: frozenset[str], frames: Array, mask: Mask) -> Share:
    """Of the sounds written with some letters those that are seen on one of their frames at least."""
    return Share.among(
        np.any(mask & sound.near(frames))
        for sound in sounds
        if sound.symbol != SILENCE and not letters.isdisjoint(sound.symbol)
    )


def vowels(sounds: Sequence[Sound], frames: Array, view: View) -> Iterator[tuple[Sound, Array, Array]]:
    """Stressed vowels that have a shape of their own: the frames beside them, and that shape on these."""
    for sound in sounds:
        if sound.stressed and sound.symbol[0] in OWN_SHAPES:
            near = sound.near(frames)
            shapes = [view.vowel(which)[near] for which in OWN_SHAPES[sound.symbol[0]]]
            yield sound, frames[near], np.max(shapes, axis=0)


def apex_offset(sound: Sound, frames: Array, shape: Array) -> float:
    """Frames from a vowel's middle to the middle of its shape's height; NaN if it is not seen at all."""
    if not shape.size or shape.max() < _POSE:
        return float("nan")
    return float(frames[shape >= shape.max() - _TOP].mean() - sound.centre)


def jerks(values: Array) -> tuple[float, int]:
    """Sum of squared second differences, and how often visible steps change their direction."""
    steps = np.diff(values)
    visible = np.sign(steps[np.abs(steps) > _STEP])
    return float(np.square(np.diff(steps)).sum()), int(np.sum(visible[1:] != visible[:-1]))


def flickers(sounds: Sequence[Sound], frames: Array, values: Array) -> int:
    """How often a shape comes and goes, or goes and comes, within two frames without a sound that short.

    A rise or dip is as long as it is at half its height. One within a frame of a sound that is itself shorter
    than two frames is not counted: no pose for it could be held longer.
    """
    count = 0
    for curve in (values, -values):
        peaks, _ = find_peaks(curve, prominence=_POSE)
        lengths = peak_widths(curve, peaks, rel_height=0.5)[0]
        for frame in frames[peaks[lengths < _SHORT - 1e-6]]:
            around = [s for s in sounds if s.first - _BESIDE <= frame <= s.last + _BESIDE]
            count += all(sound.last - sound.first >= _SHORT for sound in around)
    return count
