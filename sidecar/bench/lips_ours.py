# SPDX-License-Identifier: GPL-3.0-or-later
"""Voxrig's own lips, performed for the benchmark.

The one module of the sidecar that knows the add-on: a benchmark measures across the contract. It needs a
checkout, for the add-on is not part of the installed sidecar.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from addon.lipsync import Articulation, Phone, animate
from addon.lipsync.bezier import evaluate
from addon.lipsync.dense import sample
from addon.lipsync.loudness import levels
from addon.rigs import detect, load_presets
from sidecar.bench.lips_performance import FIRST_FRAME, Array, Performance, line_frames
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.speech import Speech, Stress

_STRESS = {Stress.PRIMARY: 1, Stress.SECONDARY: 2}  # the contract's numbers in the lip-sync's


def phones_of(speech: Speech) -> list[Phone]:
    """What the add-on makes of a spoken line."""
    samples = np.frombuffer(Encoding.PCM_S16LE.encode(speech.audio), "<i2")
    sounds, rate = speech.phonemes, speech.sample_rate_hz
    loudness = levels(
        samples, [p.symbol for p in sounds], [p.start_sample for p in sounds], [p.end_sample for p in sounds]
    )
    return [
        Phone(
            sound.symbol,
            sound.start_sample / rate,
            sound.end_sample / rate,
            _STRESS.get(sound.stress, 0),
            sound.word_index,
            level,
        )
        for sound, level in zip(sounds, loudness, strict=True)
    ]


def told_to_blender(text: str, speech: Speech) -> dict[str, Any]:
    """A spoken line as tests/bench/write_minute.py reads it; times in samples."""
    rate = speech.sample_rate_hz
    sounds = [
        (
            phone.symbol,
            round(phone.start * rate),
            round(phone.end * rate),
            phone.stress,
            phone.word,
            phone.level,
        )
        for phone in phones_of(speech)
    ]
    return {"text": text, "rate": rate, "count": len(speech.audio), "sounds": sounds}


class Voxrig:
    """Our lip-sync on one kind of rig that has every shape of its preset."""

    def __init__(self, rig: str) -> None:
        """Takes the id of one of the add-on's presets."""
        preset = next(preset for preset in load_presets() if preset.id == rig)
        self.name = "Voxrig"
        self.rig = rig
        self._mapping = detect(preset.shapes).mapping()

    def perform(self, speech: Speech, fps: float) -> Performance:
        """Keys for a line, and what Blender draws of them."""
        phones = phones_of(speech)
        began = time.perf_counter()
        keys = animate(phones, self._mapping, fps, start_frame=FIRST_FRAME)
        seconds = time.perf_counter() - began
        frames = line_frames(speech, fps)
        played = {name: key.at(frames) for name, key in keys.items()}
        dense = sample(phones, self._mapping, fps, start_frame=FIRST_FRAME)
        misses = np.concatenate(
            [keys[name].at(dense.frames) - values for name, values in dense.shapes.items()]
        )
        posed = self._posed(dense.articulation, frames, fps)
        left_out = np.concatenate([played.get(name, 0.0) - values for name, values in posed.items()])
        drawn = {name: (key.frames, key.values) for name, key in keys.items()}
        return Performance(frames, fps, played, drawn, misses, left_out, seconds)

    def _posed(self, articulation: Articulation, frames: Array, fps: float) -> dict[str, Array]:
        """Every shape through each pose that an articulator it reads asks for, drawn as Blender draws keys.

        What the solver leaves out on purpose is measured against this.
        """
        # Knots of different articulators at one moment differ by rounding.
        knots = {name: curve.times.round(9) for name, curve in articulation.curves.items() if curve.moves}
        times = np.unique(np.concatenate([np.zeros(1), *knots.values()]))
        asked = self._mapping.project(articulation(times))
        posed: dict[str, Array] = {}
        for name, values in asked.items():
            read = [knots[channel] for channel in self._mapping.reads(name) if channel in knots]
            own = np.isin(times, np.concatenate([np.zeros(0), *read]))
            if own.any():
                posed[name] = evaluate(FIRST_FRAME + times[own] * fps, values[own], frames)
        return posed
