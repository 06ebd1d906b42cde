# SPDX-License-Identifier: GPL-3.0-or-later
"""The short sample that is kept with a personal voice, as a FLAC file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from sidecar.synthesis.levels import within_full_scale

if TYPE_CHECKING:
    from sidecar.voices.recording import Recording


def preview_flac(preview: Recording) -> bytes:
    """Packs a sample: mono, 16 bits."""
    import soundfile  # loads a library that most commands can do without

    file = io.BytesIO()
    samples = within_full_scale(preview.samples)
    soundfile.write(file, samples, preview.sample_rate_hz, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def preview_samples(flac: bytes) -> tuple[np.ndarray, int]:
    """Unpacks a sample: float32 [samples], full scale 1.0, and its rate in hertz."""
    import soundfile

    samples, rate_hz = soundfile.read(io.BytesIO(flac), dtype="float32")
    return samples, rate_hz
