# SPDX-License-Identifier: GPL-3.0-or-later
"""Which way of running Kokoro on a CPU is the fastest: all ways, measured in turns in one run.

A shared machine changes its pace from minute to minute, so every candidate speaks the same sentence once per
round, and is compared with the plain graph of the same round; medians over rounds are reported.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from models.kokoro import SAMPLE_RATE_HZ, KokoroRuntime, onnx_graph
from models.kokoro.onnx_runtime import OnnxKokoro
from models.kokoro.vocabulary import encode
from models.kokoro.voices import VoiceBank
from sidecar.bench import graphs
from sidecar.bench.listening import Listener, word_errors, words
from sidecar.synthesis.frontend import analyse

VOICE = "af_heart"
SENTENCES = (
    "The harbour lights went out one by one as the storm rolled over the bay.",
    "She put the letter back in the drawer and never spoke of it again.",
    "Nobody had told the children that the old bridge was closed for the winter.",
    "If you take the left path, you will reach the mill before the sun goes down.",
    "He counted the coins twice, shook his head, and pushed them across the table.",
    "The captain asked for silence, but the crew kept laughing at the joke.",
    "Fresh bread, warm butter, and a pot of tea were waiting in the kitchen.",
    "We should have checked the weather before we packed our bags.",
    "Somewhere behind the wall a small clock was ticking very slowly.",
    "Please read the second chapter and write a short answer to every question.",
    "The doctor smiled, because the news was better than anyone had hoped.",
    "A grey cat jumped down from the roof and vanished into the garden.",
)


@dataclass
class Candidate:
    """A way of running Kokoro.

    Attributes:
        name: For the table.
        runtimes: One per stream; streams speak at the same time.
        wall: Wall-clock seconds per second of speech, one value per round.
        cpu: Processor seconds per second of speech, one value per round.
        word_error_rate: Of all sentences, if they were listened to.
    """

    name: str
    runtimes: Sequence[KokoroRuntime]
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    word_error_rate: float | None = None

    def measure(self, text: str) -> None:
        """Speaks a sentence once in every stream."""
        wall, cpu = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(len(self.runtimes)) as streams:
            samples = sum(streams.map(lambda runtime: len(speak(runtime, text)), self.runtimes))
        self.wall.append((time.perf_counter() - wall) * SAMPLE_RATE_HZ / samples)
        self.cpu.append((time.process_time() - cpu) * SAMPLE_RATE_HZ / samples)


def speak(runtime: KokoroRuntime, text: str) -> np.ndarray:
    """Audio of one English sentence."""
    (sentence,) = analyse(text, "en-US").sentences
    ids = encode(token.symbol for token in sentence.tokens)
    return runtime.synthesize(ids, VoiceBank.load().style(VOICE, len(ids)), 1.0, seed=0).audio


def candidates(*, torch: bool) -> list[Candidate]:
    """All ways, the plain graph first; they fill some 2 GB of memory."""
    cores = os.cpu_count() or 1
    plain, fast = graphs.build(), onnx_graph.fast_graph()
    float32 = graphs.build(graphs.dequantise_convolutions)
    signed = graphs.build(onnx_graph.sign_activations)
    fused = graphs.build(onnx_graph.fuse_instance_norms)
    ways = [
        Candidate("int8 graph as published", [OnnxKokoro(plain, spinning=True)]),
        Candidate("  float32 convolutions", [OnnxKokoro(float32, spinning=True)]),
        Candidate("  signed activations", [OnnxKokoro(signed, spinning=True)]),
        Candidate("  fused norms", [OnnxKokoro(fused, spinning=True)]),
        Candidate("  both", [OnnxKokoro(fast, spinning=True)]),
        Candidate("    idle threads sleep (Voxrig)", [OnnxKokoro(fast)]),
        Candidate("    1 thread", [OnnxKokoro(fast, threads=1)]),
        Candidate(f"    {cores} streams, 1 thread each", [OnnxKokoro(fast, threads=1) for _ in range(cores)]),
    ]
    if torch:
        from models.kokoro.torch_runtime import TorchKokoro

        ways.append(Candidate("torch float32", [TorchKokoro.load("cpu")]))
    return ways


def run(rounds: int = 5, *, wer: bool = False, torch: bool = False) -> list[Candidate]:
    """Measures all candidates and prints a table of them against the plain graph.

    Args:
        rounds: How often each candidate speaks; one sentence per round.
        wer: Let whisper-base count word errors too (the extra `voxrig[bench]`).
        torch: Measure our torch modules too.

    Returns:
        The candidates with their measurements, the plain graph first.
    """
    ways = candidates(torch=torch)
    for way in ways:
        speak(way.runtimes[0], SENTENCES[0])  # first passes allocate
    for index in track(range(rounds), "Speaking", transient=True):
        for way in ways[index % len(ways) :] + ways[: index % len(ways)]:  # no one always follows the same
            way.measure(SENTENCES[index % len(SENTENCES)])
    if wer:
        _count_word_errors(ways)
    Console().print(table(ways))
    return ways


def ratio(way: Candidate, plain: Candidate) -> float:
    """Median over rounds of a candidate's wall-clock time against the plain graph's."""
    return statistics.median(a / b for a, b in zip(way.wall, plain.wall, strict=True))


def table(ways: Sequence[Candidate]) -> Table:
    """The measurements; ratios are against the first candidate."""
    table = Table(
        title="Kokoro on this CPU: seconds per second of speech",
        caption="medians; cpu: of all threads; x plain: against the first row, round by round",
    )
    table.add_column(no_wrap=True)
    for heading in ("wall", "x plain", "cpu", "x plain", "WER"):
        table.add_column(heading, justify="right")
    plain = ways[0]
    for way in ways:
        cpu_ratio = statistics.median(a / b for a, b in zip(way.cpu, plain.cpu, strict=True))
        table.add_row(
            way.name,
            f"{statistics.median(way.wall):.3f}",
            f"{ratio(way, plain):.2f}",
            f"{statistics.median(way.cpu):.3f}",
            f"{cpu_ratio:.2f}",
            "" if way.word_error_rate is None else f"{way.word_error_rate:.1%}",
        )
    return table


def _count_word_errors(ways: Sequence[Candidate]) -> None:
    """Only of candidates that compute something of their own; threads and streams change no sample."""
    listener = Listener()
    reference = [words(text) for text in SENTENCES]
    for way in track([way for way in ways if not way.name.startswith("    ")], "Listening", transient=True):
        heard = [listener.transcribe(speak(way.runtimes[0], text), SAMPLE_RATE_HZ) for text in SENTENCES]
        errors = sum(word_errors(r, words(h)) for r, h in zip(reference, heard, strict=True))
        way.word_error_rate = errors / sum(map(len, reference))
