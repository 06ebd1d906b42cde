# SPDX-License-Identifier: GPL-3.0-or-later
"""The int8 graph gives the torch network all its weights, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from safetensors.numpy import load_file

from models.kokoro.dequantise import dequantise
from models.kokoro.network import KokoroNetwork
from models.kokoro.network.checkpoint import packaged_weights
from models.kokoro.onnx_graph import plain_graph

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    return dequantise(plain_graph())


@pytest.fixture(scope="module")
def graph() -> onnx.GraphProto:
    return onnx.load(plain_graph()).graph


def test_no_parameter_is_missing_or_left_over(weights: dict[str, np.ndarray]) -> None:
    parameters = KokoroNetwork().state_dict()
    assert {name: value.shape for name, value in weights.items()} == {
        name: tuple(tensor.shape) for name, tensor in parameters.items()
    }
    assert sum(value.size for value in weights.values()) == 81_140_664


def test_weights_are_finite_and_none_is_blank(weights: dict[str, np.ndarray]) -> None:
    assert all(np.isfinite(value).all() for value in weights.values())
    assert [name for name, value in weights.items() if not value.any()] == []


@pytest.mark.parametrize(
    ("in_graph", "parameter"),
    [
        ("encoder.bert.embeddings.word_embeddings.weight", "bert.embeddings.word_embeddings.weight"),
        ("encoder.predictor.F0.1.norm1.fc.weight", "predictor.F0.1.norm1.fc.weight"),
        ("encoder.predictor.N_proj.weight", "predictor.N_proj.weight"),
        ("decoder.decoder.generator.noise_convs.0.weight", "decoder.generator.noise_convs.0.weight"),
    ],
)
def test_rounding_stays_within_an_eighth_of_an_eight_bit_step(
    weights: dict[str, np.ndarray], graph: onnx.GraphProto, in_graph: str, parameter: str
) -> None:
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    products = [node for node in graph.node if list(node.input[1:2]) == [f"{in_graph}_quantized"]]
    zero_point = tensors[products[0].input[3]].astype(np.float64) if products else 0  # embeddings have none
    steps, scale = tensors[f"{in_graph}_quantized"] - zero_point, tensors[f"{in_graph}_scale"]
    exact = steps * scale if scale.ndim == 0 else (steps * scale).T
    step = scale if scale.ndim == 0 else scale[:, None]
    assert (np.abs(weights[parameter] - exact) <= step / 8).all()


def test_the_cached_file_holds_the_weights_and_is_made_once(weights: dict[str, np.ndarray]) -> None:
    first = packaged_weights()
    made = first.stat().st_mtime_ns
    cached = load_file(first)
    assert cached.keys() == weights.keys()
    assert all(np.array_equal(cached[name], value) for name, value in weights.items())
    assert packaged_weights() == first
    assert first.stat().st_mtime_ns == made


def test_a_damaged_cache_is_made_again(
    weights: dict[str, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / plain_graph().name).symlink_to(plain_graph())
    monkeypatch.setenv("VOXRIG_CACHE_DIR", str(tmp_path))
    path = packaged_weights()
    with path.open("r+b") as file:
        file.truncate(1_000_000)
    assert packaged_weights() == path
    assert load_file(path).keys() == weights.keys()
    assert not list(tmp_path.glob("*.part"))
    assert not list(tmp_path.glob(".*.part"))
