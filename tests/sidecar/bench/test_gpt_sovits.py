# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark of GPT-SoVITS measures both programs on one voice, and says what it measured."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from rich.console import Console
from typer.testing import CliRunner

from models.gpt_sovits.checkpoints import choose_placement, read_gpt, read_sovits
from models.gpt_sovits.synthesizer import (
    DecoderConfig,
    Synthesizer,
    SynthesizerConfig,
    Version,
    official_config,
)
from models.gpt_sovits.text_to_semantic import SemanticConfig
from sidecar.bench import app
from sidecar.bench.gpt_sovits import measure, speech_seconds
from sidecar.bench.gpt_sovits_line import Line, VoiceFiles
from sidecar.bench.gpt_sovits_ours import Voxrig
from sidecar.bench.gpt_sovits_table import Cost, Costs, Result, as_json, table
from sidecar.bench.gpt_sovits_weights import (
    random_weights,
    semantic_settings,
    synthesizer_settings,
    write_gpt,
    write_sovits,
)

pytestmark = pytest.mark.unit

TOKENS = 30
SEMANTIC = SemanticConfig(width=64, heads=4, layers=2)
DECODER = DecoderConfig(channels=64)
SYNTHESIZER = SynthesizerConfig(
    version=Version.V2_PRO, latent=32, hidden=32, filter=32, layers=2, condition=16, decoder=DECODER
)
needs_peer = pytest.mark.skipif(
    importlib.util.find_spec("gsv_tts") is None, reason="GSV-TTS-Lite is not installed: voxrig[bench]"
)


@pytest.fixture(autouse=True)
def _one_torch_thread() -> Iterator[None]:
    """Small tensors are slower on many threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def line() -> Line:
    return Line.draw(SEMANTIC, SYNTHESIZER, TOKENS, seed=1)


@pytest.fixture
def files(tmp_path: Path) -> VoiceFiles:
    return VoiceFiles(
        write_gpt(tmp_path / "voice.ckpt", SEMANTIC, seed=1),
        write_sovits(tmp_path / "voice.pth", SYNTHESIZER, seed=1),
    )


@pytest.mark.parametrize("version", list(Version))
def test_settings_are_read_back_as_the_same_sizes(version: Version) -> None:
    config = official_config(version)
    assert SynthesizerConfig.from_official(synthesizer_settings(config)) == config


def test_settings_of_the_gpt_are_read_back_as_the_same_sizes() -> None:
    assert SemanticConfig.from_official(semantic_settings(SEMANTIC)) == SEMANTIC


def test_a_seed_decides_all_weights() -> None:
    first, again, other = (random_weights(lambda: Synthesizer(SYNTHESIZER), seed) for seed in (1, 1, 2))
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert not torch.equal(first["enc_p.proj.weight"], other["enc_p.proj.weight"])


def test_random_files_are_official_ones(files: VoiceFiles) -> None:
    assert read_gpt(files.gpt).version is Version.V2
    assert read_sovits(files.sovits).version is Version.V2_PRO


def test_a_random_voice_speaks_and_never_ends_early(files: VoiceFiles, tmp_path: Path, line: Line) -> None:
    voice = Voxrig(files, tmp_path, choose_placement("cpu"), line)
    voice.load()
    tokens = voice.generate()
    assert tokens.shape == (1, TOKENS)
    waveform = voice.decode(tokens)
    assert len(waveform) == TOKENS * 1280
    assert 0.01 < float(waveform.abs().max()) < 1
    assert 20 * 1280 < len(voice.first_audio()) < 25 * 1280


def test_the_same_seed_says_the_same(tmp_path: Path, line: Line) -> None:
    said = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        files = VoiceFiles(
            write_gpt(folder / "voice.ckpt", SEMANTIC, seed=1),
            write_sovits(folder / "voice.pth", SYNTHESIZER, seed=1),
        )
        voice = Voxrig(files, folder, choose_placement("cpu"), line)
        voice.load()
        said.append(voice.decode(voice.generate(), noise_scale=0))
    assert torch.equal(*said)


@needs_peer
def test_both_programs_say_the_same_and_are_timed_in_every_round() -> None:
    # Its network has some sizes that no configuration changes.
    synthesizer = SynthesizerConfig(filter=64, layers=2, decoder=DECODER)
    result = measure(SEMANTIC, synthesizer, choose_placement("cpu"), rounds=2, tokens=TOKENS)
    assert result.reason == ""
    assert result.peer is not None
    assert result.agreement is not None
    assert result.agreement.same_tokens == result.agreement.tokens == TOKENS - 1
    assert result.agreement.difference < 1e-5 < result.agreement.peak
    for costs in (result.ours, result.peer):
        for rounds in vars(costs).values():
            assert len(rounds) == 2
            assert all(cost.wall > 0 for cost in rounds)


def test_what_the_other_does_not_speak_is_measured_alone() -> None:
    v1 = replace(SYNTHESIZER, version=Version.V1, condition=512)
    result = measure(replace(SEMANTIC, phones=512), v1, choose_placement("cpu"), rounds=1, tokens=TOKENS)
    assert result.peer is None
    assert result.reason
    assert "-" in _printed(result)


def test_the_table_tells_rates_and_ratios_round_by_round() -> None:
    def costs(factor: float) -> Costs:
        rounds = {"load": 1.0, "begin": 1.0, "generate": 11.0, "decode": 2.04, "first_audio": 2.0}
        return Costs(**{name: [Cost(factor * each, 3 * factor * each)] * 3 for name, each in rounds.items()})

    printed = _printed(replace(_RESULT, ours=costs(1), peer=costs(2)))
    assert "0.50" in printed  # half the other's time
    assert "10.0" in printed  # 100 tokens in 10 s
    assert "0.500" in printed  # 4.08 s decoded in 2.04 s
    assert "102 tokens made, 4.1 s of speech" in printed


def test_speech_lasts_40_ms_a_token() -> None:
    assert speech_seconds(official_config("v2"), 125) == pytest.approx(5.0)


@pytest.mark.parametrize("option", [("--version", "v3"), ("--device", "tpu")])
def test_what_is_unknown_is_refused(option: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, ["gpt-sovits", *option])
    assert result.exit_code == 2


def test_json_has_the_seconds_of_each_round() -> None:
    costs = Costs(load=[Cost(1.0, 2.0), Cost(3.0, 4.0)])
    (result,) = json.loads(as_json([replace(_RESULT, ours=costs)]))
    assert result["ours"]["load"] == [{"wall": 1.0, "cpu": 2.0}, {"wall": 3.0, "cpu": 4.0}]
    assert result["threads"] == 1
    assert result["peer"] is None


_RESULT = Result("v2", "cpu", "float32", threads=1, tokens=102, speech_seconds=4.08, ours=Costs())


def _printed(result: Result) -> str:
    console = Console(width=200)
    with console.capture() as printed:
        console.print(table(result))
    return printed.get()
