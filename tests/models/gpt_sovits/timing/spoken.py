# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences whose timing is known: hums, hisses and silences, and the attention that fits them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from models.gpt_sovits.timing import PhoneClass, Timings, phone_class

RATE_HZ = 32_000
FRAME = 640
PAUSE = "pause"
"""Silence that is not written."""

SENTENCE = (
    "DH AH0 | K W IH1 K | B R AW1 N | F AA1 K S | JH AH1 M P S , OW1 V ER0 | DH AH0 | L EY1 Z IY0 | D AO1 G ."
)


@dataclass
class Spoken:
    """A sentence as it is heard.

    Attributes:
        symbols: Its phones.
        words: Their words.
        pieces: What is heard in order: (index of a phone or None for a pause, its length in samples).
    """

    symbols: list[str]
    words: list[int | None]
    pieces: list[tuple[int | None, int]] = field(default_factory=list)

    @property
    def samples(self) -> int:
        return sum(length for _, length in self.pieces)

    @property
    def frames(self) -> int:
        return -(-self.samples // FRAME)

    def starts(self) -> dict[int, int]:
        """First sample of each phone that is heard, its first time."""
        edges = np.cumsum([0, *(length for _, length in self.pieces)])
        starts: dict[int, int] = {}
        for (phone, _), edge in zip(self.pieces, edges, strict=False):
            if phone is not None:
                starts.setdefault(phone, int(edge))
        return starts

    def path(self) -> np.ndarray:
        """The phone of each frame, -1 in pauses, by the frame's middle [frames]."""
        owners = np.repeat([-1 if p is None else p for p, _ in self.pieces], [n for _, n in self.pieces])
        return owners[np.minimum(np.arange(self.frames) * FRAME + FRAME // 2, len(owners) - 1)]

    def waveform(self, seed: int = 0) -> np.ndarray:
        """Sounds by class, whole frames [frames * 640]."""
        random = np.random.default_rng(seed)
        parts = [_sound(None if p is None else self.symbols[p], n, random) for p, n in self.pieces]
        return np.pad(np.concatenate(parts), (0, self.frames * FRAME - self.samples)).astype(np.float32)

    def attention(
        self,
        heads: int = 4,
        blur: float = 0.6,
        noise: float = 0.0,
        seed: int = 0,
        path: np.ndarray | None = None,
    ) -> np.ndarray:
        """Probabilities [heads, frames, phones] around the path; in pauses heads look at the last phone.

        Args:
            heads: How many.
            blur: Standard deviation in phones.
            noise: Share of each row that is random.
            seed: Of the noise.
            path: Another path than the true one.
        """
        random = np.random.default_rng(seed)
        path = self.path() if path is None else path
        phones = len(self.symbols)
        at = np.where(path < 0, phones - 1, path)
        clean = np.exp(-0.5 * np.square((np.arange(phones) - at[:, None]) / blur))
        clean /= clean.sum(axis=1, keepdims=True)
        wild = random.dirichlet(np.full(phones, 0.3), (heads, len(path)))
        return (1 - noise) * clean + noise * wild


def say(text: str = SENTENCE, *, frames: float | None = None, seed: int = 0, off_grid: bool = True) -> Spoken:
    """A sentence of phones; words end at `|` and at punctuation, `pause` is a pause that is not written.

    Args:
        text: Phones and the like.
        frames: Length of each phone; by its class and chance when None.
        seed: Of the lengths.
        off_grid: Whether boundaries lie between frames' too.
    """
    random = np.random.default_rng(seed)
    spoken, word = Spoken([], []), 0
    spoken.pieces.append((None, 6 * FRAME))
    for token in text.split():
        if token == "|":
            word += 1
            continue
        if token == PAUSE:
            spoken.pieces.append((None, 10 * FRAME))
            continue
        kind = phone_class(token)
        spoken.symbols.append(token)
        spoken.words.append(word if kind.spoken else None)
        if kind is PhoneClass.PAUSE:
            word += 1
        if kind is PhoneClass.MARK:
            continue
        length = frames or LENGTHS.get(kind, 4) * random.uniform(0.75, 1.4)
        samples = int(length * FRAME) if off_grid else round(length) * FRAME
        spoken.pieces.append((len(spoken.symbols) - 1, samples))
    return spoken


LENGTHS = {PhoneClass.VOWEL: 6, PhoneClass.RIME: 8, PhoneClass.FRICATIVE: 5, PhoneClass.PAUSE: 12}


def errors_ms(timings: Timings, spoken: Spoken) -> np.ndarray:
    """How far the phones' starts are from the true ones, in milliseconds."""
    truth = spoken.starts()
    found = {span.phone: span.start_sample for span in timings.spans if span.phone is not None}
    return np.array([1000 * abs(found[p] - start) / RATE_HZ for p, start in truth.items() if p in found])


def check_tiles(
    timings: Timings, symbols: Sequence[str], samples: int, *, reached: int | None = None
) -> None:
    """Spans cover all samples once, in the order of the phones, every sound among them."""
    spans = timings.spans
    assert spans[0].start_sample == 0
    assert spans[-1].end_sample == samples
    assert all(a.end_sample == b.start_sample for a, b in itertools.pairwise(spans))
    assert all(span.end_sample > span.start_sample for span in spans)
    phones = [span.phone for span in spans if span.phone is not None]
    assert phones == sorted(set(phones))
    until = len(symbols) if reached is None else reached
    sounds = [n for n, symbol in enumerate(symbols[:until]) if phone_class(symbol).spoken]
    assert [p for p in phones if phone_class(symbols[p]).spoken] == sounds
    assert all(span.is_pause for span in spans if span.phone is None)


def _sound(symbol: str | None, length: int, random: np.random.Generator) -> np.ndarray:
    kind = PhoneClass.PAUSE if symbol is None else phone_class(symbol)
    time = np.arange(length) / RATE_HZ
    floor = 3e-4 * random.standard_normal(length)
    hum = sum(np.sin(2 * np.pi * 140 * n * time) / n for n in range(1, 9))
    hiss = np.diff(random.standard_normal(length + 1))
    match kind:
        case PhoneClass.PAUSE | PhoneClass.CLOSURE:
            return floor
        case PhoneClass.STOP | PhoneClass.VOICED_STOP:
            burst = np.where(time > 0.7 * time[-1], 0.05, 0.0) * hiss
            return floor + burst + (0.02 * hum if kind is PhoneClass.VOICED_STOP else 0)
        case PhoneClass.AFFRICATE:
            return floor + np.where(time > 0.4 * time[-1], 0.05, 0.0) * hiss
        case PhoneClass.FRICATIVE:
            return floor + 0.04 * hiss
        case PhoneClass.VOICED_FRICATIVE:
            return floor + 0.03 * hiss + 0.04 * hum
        case PhoneClass.NASAL | PhoneClass.APPROXIMANT:
            return floor + 0.09 * hum
        case _:
            return floor + 0.2 * hum
