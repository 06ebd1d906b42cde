# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices are kept as safetensors and JSON, and come back as the networks of the official files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from models.gpt_sovits.checkpoints import (
    CheckpointError,
    Kind,
    Placement,
    choose_placement,
    find_stored,
    load_synthesizer,
    load_text_to_semantic,
    read_gpt,
    read_sovits,
    store,
)
from models.gpt_sovits.synthesizer import Reference
from models.weights import sha256_of
from tests.data.gpt_sovits import recipe
from tests.models.gpt_sovits import containers

pytestmark = pytest.mark.unit

CPU = Placement(torch.device("cpu"), torch.float32)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The official files of a voice of v2Pro, and in `voice` what is stored of them."""
    folder = tmp_path_factory.mktemp("imported")
    gpt, sovits = containers.write_voice(folder, "v2Pro")
    store(read_gpt(gpt), folder / "voice")
    store(read_sovits(sovits), folder / "voice")
    return folder


@pytest.fixture
def folder(imported: Path, tmp_path: Path) -> Path:
    """A stored voice of v2Pro, to change."""
    return shutil.copytree(imported / "voice", tmp_path / "voice")


def edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content), "utf-8")


def replace_weights(folder: Path, weights: dict[str, torch.Tensor]) -> None:
    """As someone would who shares a made-up voice: the description fits the weights' digest."""
    save_file(weights, folder / "sovits.safetensors")
    edit(
        folder / "sovits.json",
        lambda content: content.update(weights_sha256=sha256_of(folder / "sovits.safetensors")),
    )


def test_the_description_tells_where_it_comes_from(folder: Path, imported: Path) -> None:
    content = json.loads((folder / "sovits.json").read_text("utf-8"))
    assert content["format"] == "voxrig-gpt-sovits"
    assert (content["kind"], content["version"], content["precision"]) == ("sovits", "v2Pro", "float16")
    assert content["info"] == containers.SOVITS_INFO
    assert content["source_sha256"] == sha256_of(imported / "voice_e8_s216.pth")
    assert content["config"]["model"]["upsample_rates"] == [10, 8, 2, 2, 2]
    assert sorted(path.name for path in folder.iterdir()) == [
        *("gpt.json", "gpt.safetensors", "sovits.json", "sovits.safetensors"),
    ]


@pytest.mark.parametrize("version", containers.VERSIONS)
def test_every_version_comes_back(version: str, tmp_path: Path) -> None:
    gpt, sovits = containers.write_voice(tmp_path, version)
    assert store(read_sovits(sovits), tmp_path) == find_stored(tmp_path, Kind.SOVITS)
    store(read_gpt(gpt), tmp_path)
    synthesizer = load_synthesizer(find_stored(tmp_path, Kind.SOVITS), CPU)
    assert synthesizer.config.version == version
    assert not synthesizer.training
    assert (
        load_text_to_semantic(find_stored(tmp_path, Kind.GPT), CPU).config.phones
        >= synthesizer.config.version.symbols
    )


@pytest.mark.parametrize("version", ["v2", "v2Pro", "v2ProPlus"])
def test_a_voice_speaks_as_the_official_code_does(version: str, tmp_path: Path) -> None:
    store(read_sovits(containers.write_sovits(tmp_path / "voice.pth", version)), tmp_path)
    network = load_synthesizer(find_stored(tmp_path, Kind.SOVITS), CPU)
    arrays = recipe.arrays(f"sovits_small/{version}")
    with torch.inference_mode():
        timbre = network.timbre([Reference(arrays["in.refer"], arrays.get("in.sv_emb"))])
        spoken = network(arrays["in.codes"][0], arrays["in.text"], timbre, noise_scale=0.0)
    torch.testing.assert_close(spoken.waveform, arrays["out.decode.noise0"], atol=1e-4, rtol=0)


def test_a_stored_gpt_says_what_the_official_one_does(folder: Path) -> None:
    network = load_text_to_semantic(find_stored(folder, Kind.GPT), CPU)
    assert not network.training
    expected = recipe.arrays("t2s_small")["out.text_embed"]
    arrays = recipe.arrays("t2s_small")
    with torch.inference_mode():
        embedded = network.embed_text(arrays["in.phones"], arrays["in.bert"])
    torch.testing.assert_close(embedded, expected, atol=1e-4, rtol=0)


def test_a_precision_can_be_chosen(folder: Path) -> None:
    placement = choose_placement("cpu", "bfloat16")
    assert (
        load_synthesizer(find_stored(folder, Kind.SOVITS), placement).enc_p.proj.weight.dtype
        == torch.bfloat16
    )
    network = load_text_to_semantic(find_stored(folder, Kind.GPT), placement)
    assert network.ar_predict_layer.weight.dtype == torch.bfloat16


def test_the_cpu_computes_in_float32_unless_asked() -> None:
    assert choose_placement("cpu") == CPU
    with pytest.raises(ValueError, match="device: 'tpu'"):
        choose_placement("tpu")  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match="precision: 'int4'"):
        choose_placement("cpu", "int4")  # pyright: ignore[reportArgumentType]


def test_a_missing_gpu_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(RuntimeError, match="no CUDA device"):
        choose_placement("cuda")
    assert choose_placement("auto") == CPU


@pytest.mark.parametrize(
    ("card", "capability", "dtype"),
    [
        ("NVIDIA GeForce RTX 4060", (8, 9), torch.float16),
        ("NVIDIA GeForce GTX 1660 SUPER", (7, 5), torch.float32),
        ("NVIDIA GeForce GTX 1080", (6, 1), torch.float32),
    ],
)
def test_gpus_compute_in_half_where_they_can(
    card: str, capability: tuple[int, int], dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: card)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda: capability)
    assert choose_placement() == Placement(torch.device("cuda"), dtype)
    assert choose_placement("cuda", "bfloat16").dtype == torch.bfloat16


def test_damaged_weights_are_refused(folder: Path) -> None:
    path = folder / "sovits.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged, so import the voice again"):
        load_synthesizer(find_stored(folder, Kind.SOVITS), CPU)
    path.unlink()
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_synthesizer(find_stored(folder, Kind.SOVITS), CPU)


def test_made_up_weights_are_refused(folder: Path) -> None:
    weights = load_file(folder / "sovits.safetensors")
    replace_weights(folder, weights | {"flow.extra": torch.zeros(1).half()})
    with pytest.raises(CheckpointError, match=r"the network has not: flow\.extra"):
        load_synthesizer(find_stored(folder, Kind.SOVITS), CPU)
    without = {
        key: value for key, value in weights.items() if not key.startswith(("sv_emb", "ge_to512", "prelu"))
    }
    replace_weights(folder, without)
    with pytest.raises(CheckpointError, match="described as v2Pro, but its weights are of v2"):
        load_synthesizer(find_stored(folder, Kind.SOVITS), CPU)
    replace_weights(folder, {key: value.float() for key, value in weights.items()})
    with pytest.raises(CheckpointError, match="not in float16 as described"):
        load_synthesizer(find_stored(folder, Kind.SOVITS), CPU)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda content: content.update(kind="gpt"), "describes a gpt file"),
        (lambda content: content.update(format="other"), "describes no stored voice"),
        (lambda content: content.update(format_version=2), "describes no stored voice"),
        (lambda content: content.update(version="v3"), "describes no stored voice"),
        (lambda content: content.update(extra=1), "describes no stored voice"),
        (lambda content: content.pop("source_sha256"), "describes no stored voice"),
    ],
)
def test_malformed_descriptions_are_refused(
    change: Callable[[dict[str, Any]], object], match: str, folder: Path
) -> None:
    edit(folder / "sovits.json", change)
    with pytest.raises(CheckpointError, match=match):
        find_stored(folder, Kind.SOVITS)


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, " " * (1 << 20) + " {}"])
def test_descriptions_that_are_none_are_refused(content: str, folder: Path) -> None:
    (folder / "sovits.json").write_text(content, "utf-8")
    with pytest.raises(CheckpointError, match="describes no stored voice"):
        find_stored(folder, Kind.SOVITS)


def test_absent_voices_are_told(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"sovits\.json: it cannot be read"):
        find_stored(tmp_path, Kind.SOVITS)


def test_a_described_network_is_of_a_sane_size(folder: Path) -> None:
    edit(folder / "sovits.json", lambda content: content["config"]["model"].update(n_layers=10**9))
    with pytest.raises(CheckpointError, match="n_layers"):
        load_synthesizer(find_stored(folder, Kind.SOVITS), CPU)


def test_kinds_are_not_mixed_up(folder: Path) -> None:
    with pytest.raises(CheckpointError, match="is a gpt file, not a sovits file"):
        load_synthesizer(find_stored(folder, Kind.GPT), CPU)
