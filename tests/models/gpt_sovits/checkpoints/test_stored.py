# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices' networks are kept as safetensors with JSON, and come back as the networks of the official files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load, save

from models.gpt_sovits.checkpoints import (
    CheckpointError,
    Kind,
    Placement,
    choose_placement,
    describe,
    load_synthesizer,
    load_text_to_semantic,
    pack,
    read_gpt,
    read_sovits,
)
from models.gpt_sovits.checkpoints.stored import FORMAT
from models.gpt_sovits.synthesizer import Reference
from models.tensor_file import metadata_of
from models.weights import sha256_of
from tests.data.gpt_sovits import recipe
from tests.models.gpt_sovits import containers

pytestmark = pytest.mark.unit

CPU = Placement(torch.device("cpu"), torch.float32)


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The files of a voice of v2Pro."""
    return containers.write_voice(tmp_path_factory.mktemp("official"), "v2Pro")


@pytest.fixture(scope="module")
def gpt(official: tuple[Path, Path]) -> bytes:
    return pack(read_gpt(official[0]))


@pytest.fixture(scope="module")
def sovits(official: tuple[Path, Path]) -> bytes:
    return pack(read_sovits(official[1]))


def described_anew(content: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """As someone would who shares a made-up voice."""
    description = json.loads(metadata_of(content)[FORMAT])
    change(description)
    return save(load(content), {FORMAT: json.dumps(description)})


def with_weights(content: bytes, weights: dict[str, torch.Tensor]) -> bytes:
    return save(weights, metadata_of(content))


def test_the_description_tells_where_it_comes_from(sovits: bytes, official: tuple[Path, Path]) -> None:
    description = describe(sovits)
    assert (description.kind, description.version, description.precision) == ("sovits", "v2Pro", "float16")
    assert description.info == containers.SOVITS_INFO
    assert description.source_sha256 == sha256_of(official[1])
    assert description.model_dump()["config"]["model"]["upsample_rates"] == [10, 8, 2, 2, 2]


def test_the_same_checkpoint_gives_the_same_bytes(sovits: bytes, official: tuple[Path, Path]) -> None:
    assert pack(read_sovits(official[1])) == sovits


@pytest.mark.parametrize("version", containers.VERSIONS)
def test_every_version_comes_back(version: str, tmp_path: Path) -> None:
    gpt, sovits = containers.write_voice(tmp_path, version)
    synthesizer = load_synthesizer(pack(read_sovits(sovits)), CPU)
    assert synthesizer.config.version == version
    assert not synthesizer.training
    semantic = load_text_to_semantic(pack(read_gpt(gpt)), CPU)
    assert semantic.config.phones >= synthesizer.config.version.symbols


@pytest.mark.parametrize("version", ["v2", "v2Pro", "v2ProPlus"])
def test_a_voice_speaks_as_the_official_code_does(version: str, tmp_path: Path) -> None:
    content = pack(read_sovits(containers.write_sovits(tmp_path / "voice.pth", version)))
    network = load_synthesizer(content, CPU)
    arrays = recipe.arrays(f"sovits_small/{version}")
    with torch.inference_mode():
        timbre = network.timbre([Reference(arrays["in.refer"], arrays.get("in.sv_emb"))])
        spoken = network(arrays["in.codes"][0], arrays["in.text"], timbre, noise_scale=0.0)
    torch.testing.assert_close(spoken.waveform, arrays["out.decode.noise0"], atol=1e-4, rtol=0)


def test_a_stored_gpt_says_what_the_official_one_does(gpt: bytes) -> None:
    network = load_text_to_semantic(gpt, CPU)
    assert not network.training
    arrays = recipe.arrays("t2s_small")
    with torch.inference_mode():
        embedded = network.embed_text(arrays["in.phones"], arrays["in.bert"])
    torch.testing.assert_close(embedded, arrays["out.text_embed"], atol=1e-4, rtol=0)


def test_a_precision_can_be_chosen(gpt: bytes, sovits: bytes) -> None:
    placement = choose_placement("cpu", "bfloat16")
    assert load_synthesizer(sovits, placement).enc_p.proj.weight.dtype == torch.bfloat16
    assert load_text_to_semantic(gpt, placement).ar_predict_layer.weight.dtype == torch.bfloat16


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


def test_damaged_files_are_refused(sovits: bytes) -> None:
    with pytest.raises(CheckpointError, match="the stored sovits network: it is damaged"):
        load_synthesizer(sovits[:-1], CPU)


def test_made_up_weights_are_refused(sovits: bytes) -> None:
    weights = load(sovits)
    extra = with_weights(sovits, weights | {"flow.extra": torch.zeros(1).half()})
    with pytest.raises(CheckpointError, match=r"the network has not: flow\.extra"):
        load_synthesizer(extra, CPU)
    without = {
        key: value for key, value in weights.items() if not key.startswith(("sv_emb", "ge_to512", "prelu"))
    }
    with pytest.raises(CheckpointError, match="described as v2Pro, but its weights are of v2"):
        load_synthesizer(with_weights(sovits, without), CPU)
    single = {key: value.float() for key, value in weights.items()}
    with pytest.raises(CheckpointError, match="not in float16 as described"):
        load_synthesizer(with_weights(sovits, single), CPU)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(kind="vocoder"),
        lambda content: content.update(format_version=2),
        lambda content: content.update(version="v3"),
        lambda content: content.update(extra=1),
        lambda content: content.pop("source_sha256"),
    ],
)
def test_malformed_descriptions_are_refused(
    change: Callable[[dict[str, Any]], object], sovits: bytes
) -> None:
    with pytest.raises(CheckpointError, match="it is no stored network"):
        describe(described_anew(sovits, change))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000])
def test_descriptions_that_are_none_are_refused(text: str, sovits: bytes) -> None:
    with pytest.raises(CheckpointError, match="it is no stored network"):
        describe(save(load(sovits), {FORMAT: text}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xff" * 64])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(CheckpointError, match="it is no stored network"):
        load_text_to_semantic(content, CPU)


def test_a_described_network_is_of_a_sane_size(sovits: bytes) -> None:
    huge = described_anew(sovits, lambda content: content["config"]["model"].update(n_layers=10**9))
    with pytest.raises(CheckpointError, match="n_layers"):
        load_synthesizer(huge, CPU)


def test_kinds_are_not_mixed_up(gpt: bytes) -> None:
    with pytest.raises(CheckpointError, match="the stored sovits network: it is a gpt network"):
        load_synthesizer(gpt, CPU)
    assert describe(gpt).kind is Kind.GPT
