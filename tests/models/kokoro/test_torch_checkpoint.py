# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights reach the torch network whole, from the packaged graph or an official checkpoint, and safely."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from models.kokoro.network import KokoroConfig, KokoroNetwork
from models.kokoro.network.checkpoint import load_network
from models.weights import WeightsError

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("one_torch_thread")]

PARTS = ("bert", "bert_encoder", "predictor", "text_encoder", "decoder")
WITHOUT_WEIGHT_NORM = ("F0_proj", "N_proj", "noise_convs.")

Checkpoint = dict[str, dict[str, object]]


def official_layout(network: KokoroNetwork) -> Checkpoint:
    """The network's weights as kokoro-v1_0.pth has them: by part, data-parallel names, weight norm apart."""
    normalised = {
        f"{name}.weight"
        for name, module in network.named_modules()
        if isinstance(module, nn.Conv1d | nn.ConvTranspose1d)
        and not any(plain in name for plain in WITHOUT_WEIGHT_NORM)
    }
    checkpoint: Checkpoint = {part: {} for part in PARTS}
    for name, tensor in network.state_dict().items():
        part, _, key = name.partition(".")
        if name in normalised:
            axes = tuple(range(1, tensor.ndim))
            checkpoint[part][f"module.{key}_g"] = torch.linalg.vector_norm(tensor, dim=axes, keepdim=True)
            checkpoint[part][f"module.{key}_v"] = 1.7 * tensor
        else:
            checkpoint[part][f"module.{key}"] = tensor
    width = network.config.albert.hidden_dim
    checkpoint["bert"]["module.pooler.weight"] = torch.ones(width, width)
    checkpoint["bert"]["module.pooler.bias"] = torch.ones(width)
    return checkpoint


@pytest.fixture
def original(small_config: KokoroConfig) -> KokoroNetwork:
    torch.manual_seed(1)
    return KokoroNetwork(small_config)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kokoro-v1_0.pth"


def test_an_official_checkpoint_loads_whole(
    original: KokoroNetwork, small_config: KokoroConfig, path: Path
) -> None:
    torch.save(official_layout(original), path)
    loaded = load_network(path, small_config)
    assert not loaded.training
    for name, tensor in original.state_dict().items():
        torch.testing.assert_close(loaded.state_dict()[name], tensor, msg=name)


def test_the_layout_counts_the_tensors_of_the_published_file() -> None:
    checkpoint = official_layout(KokoroNetwork())
    assert sum(len(part) for part in checkpoint.values()) == 548


def test_names_without_the_data_parallel_prefix_load_too(
    original: KokoroNetwork, small_config: KokoroConfig, path: Path
) -> None:
    plain = {
        part: {key.removeprefix("module."): tensor for key, tensor in state.items()}
        for part, state in official_layout(original).items()
    }
    torch.save(plain, path)
    assert load_network(path, small_config).state_dict().keys() == original.state_dict().keys()


def test_a_missing_tensor_is_named(original: KokoroNetwork, small_config: KokoroConfig, path: Path) -> None:
    checkpoint = official_layout(original)
    del checkpoint["predictor"]["module.F0_proj.bias"]
    torch.save(checkpoint, path)
    with pytest.raises(WeightsError, match=r"predictor\.F0_proj\.bias"):
        load_network(path, small_config)


def test_a_tensor_left_over_is_named(original: KokoroNetwork, small_config: KokoroConfig, path: Path) -> None:
    checkpoint = official_layout(original)
    checkpoint["decoder"]["module.generator.extra"] = torch.ones(1)
    torch.save(checkpoint, path)
    with pytest.raises(WeightsError, match=r"decoder\.generator\.extra"):
        load_network(path, small_config)


def test_another_network_is_refused(original: KokoroNetwork, path: Path) -> None:
    torch.save(official_layout(original), path)
    with pytest.raises(WeightsError, match="size mismatch"):
        load_network(path)


@pytest.mark.parametrize("content", [{"model": {}}, [1, 2], {"bert": {}}])
def test_a_file_of_something_else_is_refused(content: object, path: Path) -> None:
    torch.save(content, path)
    with pytest.raises(WeightsError, match="not a Kokoro checkpoint"):
        load_network(path)


class _Trap:
    """Pickles as a call that makes a file."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.target,))


def test_code_in_a_checkpoint_never_runs(
    original: KokoroNetwork, small_config: KokoroConfig, path: Path, tmp_path: Path
) -> None:
    sprung = tmp_path / "sprung"
    checkpoint = official_layout(original)
    checkpoint["bert"]["module.trap"] = _Trap(sprung)
    torch.save(checkpoint, path)
    with pytest.raises(WeightsError, match=r"not a file of plain weights.*give the path of kokoro-v1_0\.pth"):
        load_network(path, small_config)
    assert not sprung.exists()


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04 cut short"])
def test_a_damaged_file_is_refused(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="not a file of plain weights"):
        load_network(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"no Kokoro checkpoint at .*absent\.pth"):
        load_network(tmp_path / "absent.pth")


def test_an_unreachable_hub_tells_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(WeightsError, match=r'cannot get kokoro-v1_0\.pth.*use source="packaged"'):
        load_network("hub")


def test_a_damaged_download_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"cut short")
    monkeypatch.setattr("huggingface_hub.hf_hub_download", lambda *_args, **_options: str(path))
    with pytest.raises(WeightsError, match="is damaged"):
        load_network("hub")
