# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines that lips are measured on, spoken by the real pipeline.

Only what the network says is kept in a folder: text analysis, timing and levels are the present code's.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np

from models.kokoro import KokoroOutput, KokoroRuntime, load_runtime
from models.kokoro.onnx_graph import PLAIN_SHA256
from sidecar.engines import Engines, KokoroEngine
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.speech import Speech, join

SPEEDS: Final = (1.0, 1.4)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and who says it."""

    text: str
    language: str
    voice: str


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A line as it was spoken at a speed."""

    line: Line
    speed: float
    speech: Speech


@cache
def _sentences() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((resources.files("sidecar.bench") / "lips_corpus.toml").read_text("utf-8"))


def languages() -> tuple[str, ...]:
    """BCP-47 tags of the languages that have sentences."""
    return tuple(_sentences())


def lines(chosen: Sequence[str] = (), most: int | None = None) -> list[Line]:
    """The corpus.

    Args:
        chosen: Only these of `languages()`; none means all.
        most: At most so many sentences of each language.
    """
    corpus = _sentences()
    return [
        Line(sentence, language, corpus[language]["voices"][index % len(corpus[language]["voices"])])
        for language in chosen or corpus
        for index, sentence in enumerate(corpus[language]["sentences"][:most])
    ]


class Corpus:
    """Takes of lines; what is spoken for the first time takes about as long as it sounds."""

    def __init__(self, folder: Path) -> None:
        """Keeps the network's passes in `folder`."""
        self._pipeline = Pipeline(Engines(_RememberingEngine(folder / PLAIN_SHA256[:8])))

    def take(self, line: Line, speed: float) -> Take:
        """One line at one speed."""
        request = SpeechRequest(line.text, line.language, ((line.voice, 1.0),), speed)
        return Take(line, speed, join(list(self._pipeline.speak(request))))


class _RememberingEngine(KokoroEngine):
    """Kokoro that speaks no pass twice."""

    def __init__(self, folder: Path) -> None:
        super().__init__("cpu")
        self._folder = folder

    def load(self) -> None:
        """Loads nothing: the network is only needed for what is not there yet."""
        self._runtime = _Memory(self._folder)


class _Memory:
    """A runtime that keeps every pass in a file, by everything that decides how it sounds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _network(self) -> KokoroRuntime:
        return load_runtime("cpu")

    @property
    def name(self) -> str:
        return f"passes kept in {self._folder}"

    def synthesize(
        self, token_ids: Sequence[int], style: np.ndarray, speed: float, seed: int
    ) -> KokoroOutput:
        """See `KokoroRuntime`."""
        key = hashlib.sha256(np.asarray(token_ids, dtype="<i4").tobytes())
        key.update(style.astype("<f4").tobytes())
        key.update(f"{speed} {seed}".encode())
        path = self._folder / f"{key.hexdigest()[:24]}.npz"
        if not path.exists():
            audio, durations = self._network.synthesize(token_ids, style, speed, seed)
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(".part.npz")
            np.savez(temporary, audio=audio.astype(np.float16), durations=durations)
            temporary.replace(path)
        with np.load(path) as stored:
            return KokoroOutput(stored["audio"].astype(np.float32), stored["durations"])
