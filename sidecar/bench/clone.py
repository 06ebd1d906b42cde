# SPDX-License-Identifier: GPL-3.0-or-later
"""How like real people their cloned voices are: cloned from one half of the speech, compared with the other.

The clone and the stock voice nearest to the person speak the same sentences, which cloning never used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from models.kokoro import SAMPLE_RATE_HZ
from models.speaker.features import Features, cepstral_distance, semitones
from sidecar.bench.clone_speakers import Speaker, read_speakers
from sidecar.bench.language_corpus import SENTENCES
from sidecar.bench.languages import rate
from sidecar.bench.listening import Listener
from sidecar.engines import KokoroEngine
from sidecar.synthesis.frontend import analyse
from sidecar.voices.cloning import clone_voice

SIMILARITY, DISTANCE, SEMITONES, ERRORS = 0.80, 1.4, 1.0, 0.01
"""What the means must reach; the last is how many more words may be misheard than of the stock voices."""


@dataclass(frozen=True)
class Likeness:
    """How like the second half of somebody's speech something is.

    Attributes:
        similarity: Cosine of the speaker embeddings.
        distance: `cepstral_distance`.
        semitones: How much higher it is.
    """

    similarity: float
    distance: float
    semitones: float

    @classmethod
    def of(cls, features: Features, kept: Features) -> Likeness:
        """Compares with the second half."""
        return cls(
            float(features.embedding @ kept.embedding),
            cepstral_distance(features, kept),
            semitones(features, kept),
        )


@dataclass(frozen=True)
class Result:
    """A speaker's voice.

    Attributes:
        name: The speaker's.
        clone: The clone's likeness.
        stock: The nearest stock voice's.
        same: The first half's: what the person reaches.
        stock_id: The nearest stock voice.
        seconds: How long cloning took.
        peak: Largest sample of the clone's speech; from 1.0 on it is clipped.
        errors: Share of words (or characters) misheard of the clone and of the stock voice.
    """

    name: str
    clone: Likeness
    stock: Likeness
    same: Likeness
    stock_id: str
    seconds: float
    peak: float
    errors: tuple[float, float] | None


def run(
    folders: Sequence[Path],
    *,
    language: str = "en-US",
    sentences: int = 2,
    wer: bool = False,
) -> bool:
    """Clones everybody and prints a table.

    Args:
        folders: See `read_speakers`.
        language: What the clones speak, BCP-47.
        sentences: How many.
        wer: Count what whisper-base mishears (the extra `voxrig[bench]`).

    Returns:
        Whether the means reach the goals.

    Raises:
        ValueError: A folder holds no speech, or too little.
    """
    console = Console()
    listener = Listener() if wer else None
    engine = KokoroEngine("cpu")
    engine.load()
    halves: list[tuple[Features, Features]] = []
    results: list[Result] = []
    texts = SENTENCES[language][:sentences]
    for speaker in read_speakers(folders):
        given, kept = (Features.of(half.samples, half.sample_rate_hz) for half in speaker.halves)
        halves.append((given, kept))
        results.append(_measure(speaker, given, kept, engine, texts, language, listener))
        console.print(_line(results[-1]), highlight=False)
    console.print(table(results))
    console.print(
        f"equal error rate of the encoder over {len(halves)} speakers: {equal_error_rate(halves):.1%}"
    )
    return reached(results)


def _measure(
    speaker: Speaker,
    given: Features,
    kept: Features,
    engine: KokoroEngine,
    texts: Sequence[str],
    language: str,
    listener: Listener | None,
) -> Result:
    start = time.perf_counter()
    cloned = clone_voice(speaker.given, engine, language)
    seconds = time.perf_counter() - start
    nearest = cloned.likeness.nearest_stock if cloned.likeness else ""
    clips, stock_clips = (
        [_speak(engine, voice_id, text, language) for text in texts]
        for voice_id in (engine.keep(cloned.neutral), nearest)
    )
    features, stock = (Features.of(np.concatenate(spoken), SAMPLE_RATE_HZ) for spoken in (clips, stock_clips))
    errors = None
    if listener is not None:
        errors = (_errors(listener, texts, clips, language), _errors(listener, texts, stock_clips, language))
    return Result(
        speaker.name,
        Likeness.of(features, kept),
        Likeness.of(stock, kept),
        Likeness.of(given, kept),
        nearest,
        seconds,
        float(max(np.abs(clip).max() for clip in clips)),
        errors,
    )


def _errors(listener: Listener, texts: Sequence[str], clips: Sequence[np.ndarray], language: str) -> float:
    """Share of words, or characters where words are not written apart, that are misheard."""
    heard = [listener.transcribe(clip, SAMPLE_RATE_HZ, language[:2]) for clip in clips]
    return rate("", language, texts, heard).main


def _speak(engine: KokoroEngine, voice_id: str, text: str, language: str) -> np.ndarray:
    spoken = [
        engine.speak(sentence, ((voice_id, 1.0),), 1.0, seed=0).audio
        for sentence in analyse(text, language).sentences
    ]
    return np.concatenate(spoken)


def equal_error_rate(halves: Sequence[tuple[Features, Features]]) -> float:
    """Rate at which as many pairs of one speaker's halves are rejected as pairs of two speakers accepted."""
    first, second = (np.stack([pair[i].embedding for pair in halves]) for i in (0, 1))
    cosines = first @ second.T
    same, different = np.diag(cosines), cosines[~np.eye(len(cosines), dtype=bool)]
    if not different.size:
        return 0.0
    thresholds = np.sort(cosines.ravel())
    rejected = (same[:, None] < thresholds).mean(axis=0)
    accepted = (different[:, None] >= thresholds).mean(axis=0)
    nearest = np.abs(rejected - accepted).argmin()
    return float(rejected[nearest] + accepted[nearest]) / 2


def reached(results: Sequence[Result]) -> bool:
    """Whether the means over speakers reach the goals."""
    errors = [result.errors[0] - result.errors[1] for result in results if result.errors]
    return (
        float(np.mean([result.clone.similarity for result in results])) >= SIMILARITY
        and float(np.mean([result.clone.distance for result in results])) <= DISTANCE
        and float(np.mean([abs(result.clone.semitones) for result in results])) <= SEMITONES
        and (not errors or float(np.mean(errors)) <= ERRORS)
    )


def table(results: Sequence[Result]) -> Table:
    """One row per speaker, and the means."""
    table = Table(
        title="Clones against the half of the speech that they were not made of",
        caption="clone | nearest stock voice | the person's other half",
    )
    table.add_column("speaker", no_wrap=True)
    for heading in ("similarity", "MFCC distance", "semitones", "errors", "peak", "s"):
        table.add_column(heading, justify="right")
    for result in results:
        table.add_row(*_cells(result))
    table.add_section()
    table.add_row(*_means(results))
    return table


def _line(result: Result) -> str:
    return "  ".join(_cells(result))


def _cells(result: Result) -> list[str]:
    trio = (result.clone, result.stock, result.same)
    return [
        result.name,
        " | ".join(f"{each.similarity:.2f}" for each in trio),
        " | ".join(f"{each.distance:.2f}" for each in trio),
        " | ".join(f"{each.semitones:+.1f}" for each in trio),
        " | ".join(f"{share:.0%}" for share in result.errors or ()),
        f"{result.peak:.2f}",
        f"{result.seconds:.1f}",
    ]


def _means(results: Sequence[Result]) -> list[str]:
    trios = [(r.clone, r.stock, r.same) for r in results]

    def means(value: Callable[[Likeness], float], form: str) -> str:
        return " | ".join(f"{np.mean([value(trio[i]) for trio in trios]):{form}}" for i in range(3))

    errors = np.mean([r.errors for r in results if r.errors] or [(np.nan, np.nan)], axis=0)
    return [
        f"mean of {len(results)}",
        means(lambda each: each.similarity, ".3f"),
        means(lambda each: each.distance, ".2f"),
        means(lambda each: abs(each.semitones), ".2f"),
        " | ".join(f"{share:.1%}" for share in errors) if np.isfinite(errors).all() else "",
        f"{max(r.peak for r in results):.2f}",
        f"{np.mean([r.seconds for r in results]):.1f}",
    ]
