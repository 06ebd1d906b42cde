# SPDX-License-Identifier: GPL-3.0-or-later
"""What `voxrig bench gpt-sovits` measured, and its tables."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from rich.table import Table

from sidecar.bench.gpt_sovits_line import CHUNK_TOKENS, PHONES, PROMPT_TOKENS


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds that something took.

    Attributes:
        wall: By the clock.
        cpu: Of all threads of this process; on a busy machine the steadier measure.
    """

    wall: float
    cpu: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.wall - other.wall, self.cpu - other.cpu)


@dataclass
class Costs:
    """What a candidate took, one value per round.

    Attributes:
        load: From the files to networks that are ready.
        begin: To the second token.
        generate: All tokens of the line.
        decode: Their waveform.
        first_audio: From nothing to the first chunk's waveform.
    """

    load: list[Cost] = field(default_factory=list)
    begin: list[Cost] = field(default_factory=list)
    generate: list[Cost] = field(default_factory=list)
    decode: list[Cost] = field(default_factory=list)
    first_audio: list[Cost] = field(default_factory=list)

    @property
    def line(self) -> list[Cost]:
        """The whole line."""
        return [a + b for a, b in zip(self.generate, self.decode, strict=True)]

    @property
    def steps(self) -> list[Cost]:
        """All tokens after the second."""
        return [a - b for a, b in zip(self.generate, self.begin, strict=True)]


@dataclass(frozen=True)
class Agreement:
    """Whether two programs say the same.

    Attributes:
        same_tokens: Likeliest tokens that are the same, from the second on.
        tokens: Of how many.
        difference: Largest difference of the waveforms of the same tokens without noise.
        peak: Largest sample of ours.
    """

    same_tokens: int
    tokens: int
    difference: float
    peak: float


@dataclass(frozen=True)
class Result:
    """A version on a device.

    Attributes:
        version: Of GPT-SoVITS.
        device: As torch calls it.
        precision: Of the weights.
        threads: That torch computes with on the CPU.
        tokens: How many were made of the line.
        speech_seconds: How long they last.
        ours: What Voxrig took.
        peer: What GSV-TTS-Lite took; None if it was not measured.
        agreement: Between the two.
        reason: Why it was not measured.
    """

    version: str
    device: str
    precision: str
    threads: int
    tokens: int
    speech_seconds: float
    ours: Costs
    peer: Costs | None = None
    agreement: Agreement | None = None
    reason: str = ""


def as_json(results: Sequence[Result]) -> str:
    """All that was measured, the seconds of each round."""
    return json.dumps([asdict(result) for result in results], indent=1)


def table(result: Result) -> Table:
    """Medians of both, and medians of their ratios round by round."""
    tokens, lasts = result.tokens, result.speech_seconds
    threads = "1 thread" if result.threads == 1 else f"{result.threads} threads"
    heading = f"{result.version} with random weights: {result.device}, {result.precision}, {threads}"
    table = Table(title=heading, caption=_caption(result), caption_justify="left")
    table.add_column(no_wrap=True)
    for heading in ("Voxrig", "GSV-TTS-Lite", "ratio", "ratio of CPU time"):
        table.add_column(heading, justify="right")
    rows: tuple[tuple[str, Callable[[Costs], list[Cost]], Callable[[float], str]], ...] = (
        ("load, s", lambda c: c.load, lambda s: f"{s:.2f}"),
        ("prefill and two tokens, ms", lambda c: c.begin, lambda s: f"{1000 * s:.0f}"),
        ("then, tokens/s", lambda c: c.steps, lambda s: f"{(tokens - 2) / s:.1f}"),
        ("decode, s per s of speech", lambda c: c.decode, lambda s: f"{s / lasts:.3f}"),
        ("first audio, s", lambda c: c.first_audio, lambda s: f"{s:.2f}"),
        ("whole line, s", lambda c: c.line, lambda s: f"{s:.2f}"),
        ("whole line, s per s of speech", lambda c: c.line, lambda s: f"{s / lasts:.3f}"),
    )
    for what, pick, show in rows:
        table.add_row(what, *_cells(result, pick, show))
    return table


def _cells(
    result: Result, pick: Callable[[Costs], list[Cost]], show: Callable[[float], str]
) -> tuple[str, str, str, str]:
    ours = pick(result.ours)
    own = show(statistics.median(cost.wall for cost in ours))
    if result.peer is None:
        return own, "-", "-", "-"
    pairs = list(zip(ours, pick(result.peer), strict=True))
    other = show(statistics.median(cost.wall for _, cost in pairs))
    wall = f"{statistics.median(a.wall / b.wall for a, b in pairs):.2f}"
    if result.device != "cpu":
        return own, other, wall, "-"
    return own, other, wall, f"{statistics.median(a.cpu / b.cpu for a, b in pairs):.2f}"


def _caption(result: Result) -> str:
    lines = [
        f"{PHONES} phones and a prompt of {PROMPT_TOKENS} tokens; {result.tokens} tokens made, "
        f"{result.speech_seconds:.1f} s of speech; first audio: of {CHUNK_TOKENS} tokens.",
        f"Medians of {len(result.ours.load)} rounds. Ratios are of times: below 1, Voxrig is faster.",
    ]
    if result.agreement is not None:
        agreement = result.agreement
        lines.append(
            f"Likeliest tokens that are the same: {agreement.same_tokens} of {agreement.tokens}. "
            f"Without noise the waveforms differ by {agreement.difference:.1e}; their peak is "
            f"{agreement.peak:.2f}."
        )
    if result.reason:
        lines.append(f"GSV-TTS-Lite: {result.reason}.")
    return "\n".join(lines)
