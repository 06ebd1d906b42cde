# SPDX-License-Identifier: GPL-3.0-or-later
"""HuBERT comes from a folder in the layout of the published one, whole and without a connection."""

from __future__ import annotations

import os
import pickle
import socket
from pathlib import Path

import pytest
import torch
from transformers import HubertConfig, HubertModel

from models.gpt_sovits.ssl import ContentEncoder
from models.weights import WeightsError

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("no_connection")]

CHANNELS = 32


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def original() -> HubertModel:
    torch.manual_seed(1)
    config = HubertConfig(
        hidden_size=CHANNELS,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        conv_dim=(16,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4,
    )
    return HubertModel(config).eval()


@pytest.fixture
def folder(original: HubertModel, tmp_path: Path) -> Path:
    """As the published folder is: a pickle in half precision, with the old names of weight norm."""
    conv = "encoder.pos_conv_embed.conv"
    old_names = {
        f"{conv}.parametrizations.weight.original0": f"{conv}.weight_g",
        f"{conv}.parametrizations.weight.original1": f"{conv}.weight_v",
    }
    state = {old_names.get(key, key): value.half() for key, value in original.state_dict().items()}
    assert set(old_names.values()) <= state.keys()
    original.config.save_pretrained(tmp_path)
    torch.save(state, tmp_path / "pytorch_model.bin")
    return tmp_path


def features_of(model: HubertModel, waveform: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        return model(waveform).last_hidden_state.transpose(1, 2)


def test_the_published_layout_is_read(original: HubertModel, folder: Path) -> None:
    encoder = ContentEncoder.load(folder, channels=CHANNELS)
    waveform = torch.randn(2, 16_000)
    features = encoder(waveform)
    assert features.shape == (2, CHANNELS, 49)
    assert features.dtype == torch.float32
    in_half = HubertModel(original.config).eval()
    in_half.load_state_dict({key: value.half().float() for key, value in original.state_dict().items()})
    torch.testing.assert_close(features, features_of(in_half, waveform), atol=1e-5, rtol=0)


def test_safetensors_are_read_too(original: HubertModel, tmp_path: Path) -> None:
    original.save_pretrained(tmp_path)
    waveform = torch.randn(1, 16_000)
    features = ContentEncoder.load(tmp_path, channels=CHANNELS)(waveform)
    torch.testing.assert_close(features, features_of(original, waveform), atol=1e-5, rtol=0)


def test_a_waveform_is_heard_at_its_level(folder: Path) -> None:
    encoder = ContentEncoder.load(folder, channels=CHANNELS)
    waveform = torch.randn(1, 8_000)
    torch.testing.assert_close(encoder(waveform), features_of(encoder.hubert, waveform))


def test_the_precision_can_be_lowered(folder: Path) -> None:
    encoder = ContentEncoder.load(folder, dtype=torch.bfloat16, channels=CHANNELS)
    assert encoder(torch.randn(1, 8_000)).dtype == torch.bfloat16


def test_nothing_is_written_to_the_terminal(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ContentEncoder.load(folder, channels=CHANNELS)
    assert capfd.readouterr() == ("", "")
    assert os.environ["HF_HUB_DISABLE_TELEMETRY"] == "1"


def test_another_size_is_refused(folder: Path) -> None:
    with pytest.raises(WeightsError, match="a HuBERT of 32 channels, 768 are needed"):
        ContentEncoder.load(folder)


@pytest.mark.parametrize("name", ["config.json", "pytorch_model.bin"])
def test_a_missing_file_is_told_with_what_gets_it(name: str, folder: Path) -> None:
    (folder / name).unlink()
    with pytest.raises(WeightsError, match=rf"there is no .*{name}.*voxrig doctor"):
        ContentEncoder.load(folder, channels=CHANNELS)


@pytest.mark.parametrize("name", ["config.json", "pytorch_model.bin"])
def test_a_damaged_file_is_refused(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"cut short")
    with pytest.raises(WeightsError, match="cannot be read as a HubertModel"):
        ContentEncoder.load(folder, channels=CHANNELS)


def test_missing_weights_are_not_made_up(folder: Path) -> None:
    state = torch.load(folder / "pytorch_model.bin", weights_only=True)
    del state["encoder.layers.1.final_layer_norm.bias"]
    torch.save(state, folder / "pytorch_model.bin")
    with pytest.raises(WeightsError, match=r"it lacks encoder\.layers\.1\.final_layer_norm\.bias"):
        ContentEncoder.load(folder, channels=CHANNELS)


class Trap:
    """Pickles as a call that makes a folder."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (str(self.target),))


@pytest.mark.parametrize("save", [torch.save, lambda content, path: path.write_bytes(pickle.dumps(content))])
def test_code_among_the_weights_never_runs(save: object, folder: Path, tmp_path: Path) -> None:
    assert callable(save)
    save({"trap": Trap(tmp_path / "sprung")}, folder / "pytorch_model.bin")
    with pytest.raises(WeightsError, match="cannot be read as a HubertModel"):
        ContentEncoder.load(folder, channels=CHANNELS)
    assert not (tmp_path / "sprung").exists()
