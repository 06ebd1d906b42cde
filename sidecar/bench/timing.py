# SPDX-License-Identifier: GPL-3.0-or-later
"""Calibrates Kokoro's timing against its own audio, and measures what lateness is left.

`voxrig bench timing --calibrate` adds to models/kokoro/timing_bias.json from the calibration sentences;
`voxrig bench timing` measures the held-out sentences with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

import models.kokoro
from models.kokoro import load_runtime
from models.kokoro.onnx_graph import PLAIN_SHA256
from models.kokoro.timing import CALIBRATION_FILE, TimingBias
from models.kokoro.timing_estimate import Lateness, lateness, shrink_to_pool
from models.kokoro.voices import VoiceBank
from models.weights import cache_dir
from sidecar.bench.timing_corpus import SPEEDS, Corpus, language_of
from sidecar.files import write_atomically

BOUND_MS = 15.0


@dataclass(frozen=True)
class Residual:
    """Lateness left in one voice at one speed on sentences it was not calibrated on."""

    voice_id: str
    speed: float
    left: Lateness


def run(voice_ids: Sequence[str] = (), *, calibrate: bool = False, folder: Path | None = None) -> bool:
    """Calibrates if asked to, then measures the held-out sentences and prints a report.

    Args:
        voice_ids: Voices to measure; none means all stock voices.
        calibrate: Calibrate the languages of these voices first, or, where none is given, those with a voice
            that has no calibration yet (a minute for each voice on two cores).
        folder: Where spoken sentences are kept for the next run; default in the weight cache.

    Returns:
        Whether the lateness left is within 15 ms in every cell.
    """
    corpus = Corpus((folder or cache_dir() / "timing") / PLAIN_SHA256[:8], load_runtime("cpu"))
    bias = TimingBias.load()
    if calibrate:
        bias = calibrated(corpus, bias, voice_ids)
        file = Path(models.kokoro.__file__).with_name(CALIBRATION_FILE)
        write_atomically(file, _one_voice_per_line(bias).encode())
    residuals = measure(corpus, bias, voice_ids or VoiceBank.load().ids)
    console = Console()
    console.print(report(residuals))
    for bad in (r for r in residuals if abs(r.left.combined_ms) > BOUND_MS):
        console.print(
            f"{bad.voice_id} at {bad.speed}: {bad.left.combined_ms:+.1f} ms is beyond {BOUND_MS} ms"
        )
    return all(abs(r.left.combined_ms) <= BOUND_MS for r in residuals)


def calibrated(corpus: Corpus, bias: TimingBias, voice_ids: Sequence[str] = ()) -> TimingBias:
    """Measures all voices of some languages; those of others keep their values.

    Args:
        corpus: Speaks the sentences.
        bias: The calibration so far.
        voice_ids: Whose languages are measured; none means those with a voice that has no calibration.

    Returns:
        The new calibration, its default the mean of all voices.
    """
    stock = VoiceBank.load().ids
    languages = {language_of(v) for v in voice_ids or (v for v in stock if v not in bias.voices)}
    voices = dict(bias.voices)
    for language in sorted(languages):
        group = [voice_id for voice_id in stock if language_of(voice_id) == language]
        biases = np.stack([_biases(corpus, group, speed) for speed in SPEEDS], axis=1)
        voices |= zip(group, map(tuple, biases.round(1).tolist()), strict=True)
    default = np.mean(list(voices.values()), axis=0).round(1).tolist()
    return TimingBias(SPEEDS, dict(sorted(voices.items())), tuple(default))


def _biases(corpus: Corpus, group: Sequence[str], speed: float) -> np.ndarray:
    """Lateness of each voice of one language at one speed, drawn towards the language's mean."""
    estimates, leave_one_out = [], []
    for voice_id in track(group, f"{language_of(group[0])} at {speed}", transient=True):
        takes = list(corpus.takes(voice_id, speed, "calibration"))
        estimates.append(lateness(takes).combined_ms)
        without = [takes[:i] + takes[i + 1 :] for i in range(len(takes))]
        leave_one_out.append([lateness(rest).combined_ms for rest in without])
    return shrink_to_pool(np.array(estimates), np.array(leave_one_out))


def _one_voice_per_line(bias: TimingBias) -> str:
    """JSON that a person can read and compare."""
    lines = [f"    {json.dumps(voice_id)}: {json.dumps(biases)}" for voice_id, biases in bias.voices.items()]
    return (
        f'{{\n  "unit": "milliseconds late",\n  "speeds": {json.dumps(bias.speeds)},\n'
        f'  "default": {json.dumps(bias.default)},\n  "voices": {{\n' + ",\n".join(lines) + "\n  }\n}\n"
    )


def measure(corpus: Corpus, bias: TimingBias, voice_ids: Sequence[str]) -> list[Residual]:
    """Lateness left in the held-out sentences after the correction, per voice and speed."""
    cells = [(voice_id, speed) for speed in SPEEDS for voice_id in voice_ids]
    residuals = []
    for voice_id, speed in track(cells, "Held-out sentences", transient=True):
        raw = lateness(list(corpus.takes(voice_id, speed, "held-out")))
        applied = bias.milliseconds([(voice_id, 1.0)], speed)
        residuals.append(Residual(voice_id, speed, Lateness(*(value - applied for value in raw))))
    return residuals


def report(residuals: Sequence[Residual]) -> Table:
    """Residuals per language and speed."""
    table = Table(title="Lateness left on held-out sentences, ms", caption="positive: mouth after sound")
    for heading in ("language", "speed", "voices", "mean", "spread", "worst", "vowels", "hiss"):
        table.add_column(heading, justify="left" if heading in ("language", "worst") else "right")
    for language, speed in sorted({(language_of(r.voice_id), r.speed) for r in residuals}):
        group = [r for r in residuals if (language_of(r.voice_id), r.speed) == (language, speed)]
        left = np.array([r.left for r in group])  # [voices, combined | vowels | sibilants]
        worst = group[int(np.abs(left[:, 0]).argmax())]
        table.add_row(
            language,
            str(speed),
            str(len(group)),
            f"{left[:, 0].mean():+.1f}",
            f"{left[:, 0].std():.1f}",
            f"{worst.voice_id} {worst.left.combined_ms:+.1f}",
            f"{left[:, 1].mean():+.1f}",
            f"{left[:, 2].mean():+.1f}",
        )
    return table
