# SPDX-License-Identifier: GPL-3.0-or-later
"""Calibrates Kokoro's timing against its own audio, and measures what lateness is left.

`voxrig bench timing --calibrate` writes models/kokoro/timing_bias.json from the calibration sentences;
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
from models.weights import cache_dir
from sidecar.bench.timing_corpus import SPEEDS, Corpus, calibrated_voices, language_of

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
        voice_ids: Voices to measure; none means all that are calibrated.
        calibrate: Calibrate all voices first (some 40 minutes on two cores).
        folder: Where spoken sentences are kept for the next run; default in the weight cache.

    Returns:
        Whether the lateness left is within 15 ms in every cell.
    """
    corpus = Corpus((folder or cache_dir() / "timing") / PLAIN_SHA256[:8], load_runtime("cpu"))
    if calibrate:
        write_calibration(corpus)
    residuals = measure(corpus, TimingBias.load(), voice_ids or calibrated_voices())
    console = Console()
    console.print(report(residuals))
    for bad in (r for r in residuals if abs(r.left.combined_ms) > BOUND_MS):
        console.print(
            f"{bad.voice_id} at {bad.speed}: {bad.left.combined_ms:+.1f} ms is beyond {BOUND_MS} ms"
        )
    return all(abs(r.left.combined_ms) <= BOUND_MS for r in residuals)


def write_calibration(corpus: Corpus) -> Path:
    """Measures every English and Mandarin voice and writes the calibration file of models/kokoro."""
    voices: dict[str, list[float]] = {voice_id: [] for voice_id in calibrated_voices()}
    for speed in SPEEDS:
        for language in sorted({language_of(voice_id) for voice_id in voices}):
            group = [voice_id for voice_id in voices if language_of(voice_id) == language]
            for voice_id, bias in zip(group, _biases(corpus, group, speed), strict=True):
                voices[voice_id].append(round(float(bias), 1))
    default = np.mean(list(voices.values()), axis=0).round(1).tolist()
    path = Path(models.kokoro.__file__).with_name(CALIBRATION_FILE)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(_one_voice_per_line(default, voices), "utf-8")
    temporary.replace(path)
    return path


def _biases(corpus: Corpus, group: Sequence[str], speed: float) -> np.ndarray:
    """Lateness of each voice of one language at one speed, drawn towards the language's mean."""
    estimates, leave_one_out = [], []
    for voice_id in track(group, f"{language_of(group[0])} at {speed}", transient=True):
        takes = list(corpus.takes(voice_id, speed, "calibration"))
        estimates.append(lateness(takes).combined_ms)
        without = [takes[:i] + takes[i + 1 :] for i in range(len(takes))]
        leave_one_out.append([lateness(rest).combined_ms for rest in without])
    return shrink_to_pool(np.array(estimates), np.array(leave_one_out))


def _one_voice_per_line(default: list[float], voices: dict[str, list[float]]) -> str:
    """JSON that a person can read and compare."""
    lines = [f"    {json.dumps(voice_id)}: {json.dumps(biases)}" for voice_id, biases in voices.items()]
    return (
        f'{{\n  "unit": "milliseconds late",\n  "speeds": {json.dumps(SPEEDS)},\n'
        f'  "default": {json.dumps(default)},\n  "voices": {{\n' + ",\n".join(lines) + "\n  }\n}\n"
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
