# SPDX-License-Identifier: GPL-3.0-or-later
"""Official files are read whole, and others are refused in a sentence that says what they are."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
import torch

from models.gpt_sovits.checkpoints import (
    CheckpointError,
    Kind,
    UnsupportedCheckpointError,
    check_pair,
    read_gpt,
    read_sovits,
    read_speaker_network,
)
from models.gpt_sovits.checkpoints.container import read_container
from models.gpt_sovits.checkpoints.plain import plain_config
from models.gpt_sovits.checkpoints.unpickling import unpickle
from models.gpt_sovits.checkpoints.versions import synthesizer_version
from models.gpt_sovits.speaker_vector import SpeakerNetwork
from models.gpt_sovits.synthesizer import Version
from tests.data.gpt_sovits import recipe
from tests.models.gpt_sovits import containers

pytestmark = pytest.mark.unit

FIXTURES = recipe.FOLDER / "containers"


@pytest.mark.parametrize("version", containers.VERSIONS)
def test_a_sovits_file_of_each_version_is_read_whole(version: str, tmp_path: Path) -> None:
    path = containers.write_sovits(tmp_path / "voice.pth", version)
    read = read_sovits(path)
    assert (read.kind, read.version, read.info) == (Kind.SOVITS, version, containers.SOVITS_INFO)
    assert read.precision == "float16"
    assert read.source_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    expected = containers.sovits_weights(version)
    assert read.weights.keys() == expected.keys()
    assert all(torch.equal(read.weights[key], value) for key, value in expected.items())


@pytest.mark.parametrize(("version", "rows"), [("v1", 512), ("v2", 732)])
def test_a_gpt_file_is_read_whole(version: str, rows: int, tmp_path: Path) -> None:
    read = read_gpt(containers.write_gpt(tmp_path / "voice.ckpt", version))
    assert (read.kind, read.version, read.info) == (Kind.GPT, version, containers.GPT_INFO)
    assert len(read.weights["model.ar_text_embedding.word_embeddings.weight"]) == rows
    assert read.weights.keys() == containers.gpt_weights(version).keys()


@pytest.mark.parametrize(
    ("header", "version"),
    [(b"PK", "v2Pro"), (b"03", "v2"), (b"04", "v2Pro"), (b"05", "v2"), (b"06", "v2Pro")],
)
def test_contents_decide_the_version_whatever_the_header_says(
    header: bytes, version: str, tmp_path: Path
) -> None:
    read = read_sovits(containers.write_sovits(tmp_path / "voice.pth", version, header=header))
    assert read.version == version


@pytest.mark.parametrize(("channels", "version"), [(512, Version.V2_PRO), (768, Version.V2_PRO_PLUS)])
def test_the_published_sizes_tell_the_pro_versions_apart(channels: int, version: Version) -> None:
    weights = containers.sovits_weights("v2Pro") | {"dec.conv_pre.weight": torch.zeros(channels, 48, 7)}
    assert synthesizer_version(weights, ("v2",), "voice.pth") is version


@pytest.mark.parametrize(
    ("name", "version", "hint"),
    [
        ("v2.pth", "v2", None),
        ("v2Pro.pth", "v2Pro", "v2Pro"),
        ("v2ProPlus.pth", "v2ProPlus", "v2ProPlus"),
        ("v3lora.pth", "v3", "v3"),
        ("t2s.ckpt", None, None),
    ],
)
def test_containers_of_the_official_saving_functions_open(
    name: str, version: str | None, hint: str | None
) -> None:
    container = read_container(FIXTURES / name)
    content = unpickle(container)
    assert isinstance(content, dict)
    assert all(value.dtype == torch.float16 for value in content["weight"].values())
    config = plain_config(content["config"], name)
    assert isinstance(config["model"], dict)
    assert container.hint == hint
    assert config["model"].get("version") == version


def test_the_posterior_encoder_is_dropped(tmp_path: Path) -> None:
    read = read_sovits(containers.write_sovits(tmp_path / "s2G.pth", "v2", posterior=True))
    assert not [key for key in read.weights if "enc_q" in key]


def test_weight_norm_keeps_its_old_names(tmp_path: Path) -> None:
    read = read_sovits(containers.write_sovits(tmp_path / "voice.pth", "v2"))
    assert {"dec.ups.0.weight_g", "dec.ups.0.weight_v"} <= read.weights.keys()


def test_paths_of_whoever_trained_it_are_forgotten(tmp_path: Path) -> None:
    read = read_sovits(containers.write_sovits(tmp_path / "voice.pth", "v2"))
    assert "somebody" not in repr(read.config)
    assert "logs" not in repr(read.config)
    assert "logs" not in repr(read_gpt(containers.write_gpt(tmp_path / "voice.ckpt")).config)


@pytest.mark.parametrize(
    ("version", "header", "match"),
    [("v3", b"03", "a LoRA of v3, .*use a voice of v1, v2"), ("v4", b"04", "a LoRA of v4")],
)
def test_loras_are_refused_with_what_to_use(version: str, header: bytes, match: str, tmp_path: Path) -> None:
    key = "cfm.base_model.model.estimator.transformer_blocks.0.attn.to_q.lora_A.default.weight"
    entries = {
        "weight": {key: torch.zeros(2, 8).half()},
        "config": containers.HParams(model={"version": version}),
        "info": "",
        "lora_rank": 2,
    }
    path = containers.write_container(tmp_path / "voice_l32.pth", entries, header)
    with pytest.raises(UnsupportedCheckpointError, match=match):
        read_sovits(path)


def test_the_official_lora_is_refused() -> None:
    with pytest.raises(UnsupportedCheckpointError, match=r"v3lora\.pth: it is a LoRA of v3"):
        read_sovits(FIXTURES / "v3lora.pth")


def test_full_voices_of_v3_and_discriminators_are_refused(tmp_path: Path) -> None:
    for key, match in (("cfm.estimator.x", "a voice of v3 or v4"), ("discriminators.0.x", "only training")):
        entries = {"weight": {key: torch.zeros(1)}, "config": containers.HParams(), "info": ""}
        with pytest.raises(UnsupportedCheckpointError, match=match):
            read_sovits(containers.write_container(tmp_path / "other.pth", entries))


def test_files_given_in_each_others_place_are_told(tmp_path: Path) -> None:
    gpt, sovits = containers.write_voice(tmp_path, "v2")
    with pytest.raises(CheckpointError, match=r"is a SoVITS file \(\.pth\), given where the GPT file"):
        read_gpt(sovits)
    with pytest.raises(CheckpointError, match=r"is a GPT file \(\.ckpt\), given where the SoVITS file"):
        read_sovits(gpt)


@pytest.mark.parametrize(
    ("entries", "match"),
    [
        ({"state_dict": {}, "epoch": 3}, "unfinished training.*GPT_weights"),
        ({"model": {}, "optimizer": {}}, "unfinished training.*SoVITS_weights"),
        ({"weight": {}}, "lacks 'config'"),
        ([1, 2], "holds no voice, but a list"),
        ({"weight": [1], "config": {}}, "no dictionary of tensors"),
        ({"weight": {"a": 1}, "config": {}}, "a is no tensor but a int"),
        ({"weight": {3: torch.zeros(1)}, "config": {}}, "the key 3"),
        ({"weight": {}, "config": {}}, r"lacks the weights enc_p\.text_embedding\.weight"),
    ],
)
def test_files_of_something_else_are_refused(entries: object, match: str, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=match):
        read_sovits(containers.write_container(tmp_path / "other.pth", entries))


def drop(entries: dict[str, Any]) -> None:
    del entries["weight"]["flow.flows.0.pre.bias"]


def add(entries: dict[str, Any]) -> None:
    entries["weight"]["extra.bias"] = torch.zeros(1)


def reshape(entries: dict[str, Any]) -> None:
    entries["weight"]["ssl_proj.bias"] = torch.zeros(7)


def lose_half_a_speaker(entries: dict[str, Any]) -> None:
    del entries["weight"]["ge_to512.weight"]


def have_other_phones(entries: dict[str, Any]) -> None:
    entries["weight"]["enc_p.text_embedding.weight"] = torch.zeros(700, 48)


def have_no_phones(entries: dict[str, Any]) -> None:
    entries["weight"]["enc_p.text_embedding.weight"] = torch.tensor(3.0)


def have_the_phones_of_v1(entries: dict[str, Any]) -> None:
    entries["weight"]["enc_p.text_embedding.weight"] = torch.zeros(322, 48)


def be_no_number(entries: dict[str, Any]) -> None:
    entries["weight"]["ssl_proj.bias"][3] = torch.nan


def count(entries: dict[str, Any]) -> None:
    entries["weight"]["ssl_proj.bias"] = torch.zeros(768, dtype=torch.int64)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (drop, r"lacks the weights flow\.flows\.0\.pre\.bias$"),
        (add, r"the network has not: extra\.bias"),
        (reshape, r"ssl_proj\.bias has the shape \[7\], but its configuration asks for \[768\]"),
        (lose_half_a_speaker, r"lacks the weights ge_to512\.weight"),
        (have_other_phones, "has 700 phones"),
        (have_no_phones, "has 0 phones"),
        (have_the_phones_of_v1, "phones of v1 but a speaker vector"),
        (be_no_number, r"ssl_proj\.bias holds values that are no numbers"),
        (count, r"ssl_proj\.bias is in torch\.int64"),
    ],
)
def test_wrong_weights_are_named(change: containers.Change, match: str, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=match):
        read_sovits(containers.write_sovits(tmp_path / "voice.pth", "v2Pro", change=change))


@pytest.mark.parametrize(
    ("field", "value", "match"),
    [
        ("n_layers", 10**9, r"config\.model\.n_layers: Input should be less than or equal to 64"),
        ("n_layers", "6", r"config\.model\.n_layers: Input should be a valid integer"),
        ("hidden_channels", -1, r"config\.model\.hidden_channels"),
        ("upsample_rates", [2] * 1000, r"config\.model\.upsample_rates"),
        ("n_heads", 3, r"emb_rel_k has the shape"),
        ("upsample_kernel_sizes", [16], "fits no network"),
        ("upsample_initial_channel", 1, "fits no network|has the shape"),
        ("semantic_frame_rate", "12hz", "semantic_frame_rate"),
        ("gin_channels", None, r"config\.model\.gin_channels"),
    ],
)
def test_configurations_of_no_network_are_refused(
    field: str, value: object, match: str, tmp_path: Path
) -> None:
    def change(entries: dict[str, Any]) -> None:
        setattr(entries["config"].model, field, value)

    with pytest.raises(CheckpointError, match=match):
        read_sovits(containers.write_sovits(tmp_path / "voice.pth", "v2", change=change))


def test_a_gpt_configuration_of_no_network_is_refused(tmp_path: Path) -> None:
    def change(entries: dict[str, Any]) -> None:
        entries["config"]["model"]["EOS"] = 7

    with pytest.raises(CheckpointError, match=r"fits no network.*EOS"):
        read_gpt(containers.write_gpt(tmp_path / "voice.ckpt", change=change))


def test_a_gpt_of_v1_does_not_know_later_phones() -> None:
    check_pair(Version.V1, Version.V1)
    check_pair(Version.V2, Version.V2_PRO_PLUS)
    check_pair(Version.V2, Version.V1)
    with pytest.raises(CheckpointError, match="give the GPT file that was trained with it"):
        check_pair(Version.V1, Version.V2)


def test_a_speaker_network_is_read(tmp_path: Path) -> None:
    with torch.device("meta"):
        shapes = {key: value.shape for key, value in SpeakerNetwork(8).state_dict().items()}
    weights = recipe.weights(shapes)
    read = read_speaker_network(containers.write_container(tmp_path / "sv.ckpt", weights))
    assert torch.equal(read.state_dict()["layer1.0.conv1.weight"], weights["layer1.0.conv1.weight"])
    del weights["bn1.bias"]
    with pytest.raises(CheckpointError, match=r"lacks the weights bn1\.bias"):
        read_speaker_network(containers.write_container(tmp_path / "sv.ckpt", weights))
    with pytest.raises(CheckpointError, match="no speaker network"):
        read_speaker_network(FIXTURES / "t2s.ckpt")
