# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast GPT-SoVITS speaks, here and in GSV-TTS-Lite: random voices of full size, in turns in one run.

A shared machine changes its pace from minute to minute, so in each round both speak the same line, one right
after the other, and are compared round by round.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import torch
from rich.console import Console
from rich.progress import track

from models.gpt_sovits.checkpoints import Placement, choose_placement
from models.gpt_sovits.features import SAMPLE_RATE_HZ
from models.gpt_sovits.synthesizer import SynthesizerConfig, Version, official_config
from models.gpt_sovits.text_to_semantic import SemanticConfig
from sidecar.bench.gpt_sovits_line import Candidate, Line, VoiceFiles
from sidecar.bench.gpt_sovits_ours import Voxrig
from sidecar.bench.gpt_sovits_table import Agreement, Cost, Costs, Result, as_json, table
from sidecar.bench.gpt_sovits_weights import write_gpt, write_sovits

VERSIONS: Final = (Version.V2_PRO_PLUS, Version.V2)
TOKENS: Final = 125
_SEED: Final = 6
_PHONES_OF_V1: Final = 512


def run(
    versions: Sequence[Version] = VERSIONS,
    devices: Sequence[str] = (),
    *,
    rounds: int = 3,
    threads: int | None = None,
    json: bool = False,
) -> list[Result]:
    """Measures voices of some versions and prints a table of each, or all as JSON.

    Args:
        versions: Which.
        devices: "cpu" or "cuda"; none means the CPU, and the GPU where there is one.
        rounds: How often each does everything.
        threads: For torch on the CPU; None leaves its own choice.
        json: Print JSON with the seconds of each round.

    Raises:
        RuntimeError: "cuda" was asked for, but there is none.
    """
    if threads is not None:
        torch.set_num_threads(threads)
    devices = devices or ("cpu", "cuda")[: 1 + torch.cuda.is_available()]
    placements = [choose_placement("cuda" if device == "cuda" else "cpu") for device in devices]
    results: list[Result] = []
    console = Console()
    for version in versions:
        semantic = SemanticConfig(phones=_PHONES_OF_V1) if version is Version.V1 else SemanticConfig()
        for placement in placements:
            results.append(measure(semantic, official_config(version), placement, rounds=rounds))
            if not json:
                console.print(table(results[-1]))
    if json:
        print(as_json(results))
    return results


def measure(
    semantic: SemanticConfig,
    synthesizer: SynthesizerConfig,
    placement: Placement,
    *,
    rounds: int,
    tokens: int = TOKENS,
) -> Result:
    """Measures a random voice of these sizes, in GSV-TTS-Lite too if it can speak it."""
    line = Line.draw(semantic, synthesizer, tokens, _SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gpt = write_gpt(folder / "voice.ckpt", semantic, _SEED)
        files = VoiceFiles(gpt, write_sovits(folder / "voice.pth", synthesizer, _SEED))
        peers, reason = _peers(synthesizer.version, files, placement, line)
        candidates = [Voxrig(files, folder, placement, line), *peers]
        costs = [Costs() for _ in candidates]
        _each_round(rounds, "Loading", [_load(*each) for each in zip(candidates, costs, strict=True)])
        agreement = _warm_up(candidates, line)
        _each_round(rounds, "Speaking", [_speak(*each, line) for each in zip(candidates, costs, strict=True)])
    return Result(
        version=synthesizer.version.value,
        device=placement.device.type,
        precision=str(placement.dtype).removeprefix("torch."),
        threads=torch.get_num_threads(),
        tokens=tokens,
        speech_seconds=speech_seconds(synthesizer, tokens),
        ours=costs[0],
        peer=costs[1] if peers else None,
        agreement=agreement,
        reason=reason,
    )


def speech_seconds(config: SynthesizerConfig, tokens: int) -> float:
    """How long the speech of tokens lasts."""
    return tokens * config.frames_per_token * config.decoder.samples_per_frame / SAMPLE_RATE_HZ


def _peers(
    version: Version, files: VoiceFiles, placement: Placement, line: Line
) -> tuple[list[Candidate], str]:
    """GSV-TTS-Lite, or why not."""
    logging.basicConfig(level=logging.WARNING)  # else it sets the process's log up to tell everything
    try:
        from sidecar.bench.gpt_sovits_peer import VERSIONS as SPOKEN
        from sidecar.bench.gpt_sovits_peer import GsvTtsLite
    except (ImportError, OSError) as error:  # OSError: without PortAudio it cannot be imported
        return [], f"it cannot be used ({error}); it comes with voxrig[bench]"
    if version not in SPOKEN:
        return [], f"it does not speak {version}"
    return [GsvTtsLite(files, placement, line)], ""


def _load(candidate: Candidate, costs: Costs) -> list[Callable[[], None]]:
    return [_timing(costs.load, candidate.load)]


def _speak(candidate: Candidate, costs: Costs, line: Line) -> list[Callable[[], None]]:
    tokens = line.some_tokens()
    return [
        _timing(costs.begin, candidate.begin),
        _timing(costs.generate, candidate.generate),
        _timing(costs.decode, lambda: candidate.decode(tokens)),
        _timing(costs.first_audio, candidate.first_audio),
    ]


def _each_round(rounds: int, what: str, actions: Sequence[Sequence[Callable[[], None]]]) -> None:
    """Does each step with every candidate; who begins changes from round to round."""
    for index in track(range(rounds), what, transient=True, console=Console(stderr=True)):
        for step in zip(*actions, strict=True):
            for act in step[:: 1 if index % 2 == 0 else -1]:
                act()


def _warm_up(candidates: Sequence[Candidate], line: Line) -> Agreement | None:
    """First passes allocate; meanwhile, what all say is compared."""
    tokens = line.some_tokens()
    greedy = [each.generate(greedy=True)[0] for each in candidates]
    waveforms = [each.decode(tokens, noise_scale=0).float().cpu() for each in candidates]
    for each in candidates:
        each.first_audio()
    if len(candidates) == 1:
        return None
    own, other = greedy[0][-len(greedy[1]) :], greedy[1]
    return Agreement(
        same_tokens=int((own == other).sum()),
        tokens=len(own),
        difference=float((waveforms[0] - waveforms[1]).abs().max()),
        peak=float(waveforms[0].abs().max()),
    )


def _timing(costs: list[Cost], action: Callable[[], object]) -> Callable[[], None]:
    """The action with its cost taken down; on the GPU until that is done, too."""

    def timed() -> None:
        _finish_gpu()
        wall, cpu = time.perf_counter(), time.process_time()
        action()
        _finish_gpu()
        costs.append(Cost(time.perf_counter() - wall, time.process_time() - cpu))

    return timed


def _finish_gpu() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()
