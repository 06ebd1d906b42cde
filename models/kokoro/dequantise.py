# SPDX-License-Identifier: GPL-3.0-or-later
"""The torch network's weights out of the int8 ONNX graph's own initialisers.

The export folded weight normalisation into products, transposed matrices and gave some tensors anonymous
names, so the graph is read node by node: a node's name tells its module, its operator the weight's layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

_GENERATED = ".stft."  # bases of the inverse transform: computed, not learned
# The export calls these parts of the predictor from outside it.
_PREDICTOR_PARTS = ("F0", "N", "F0_proj", "N_proj", "shared")
# ONNX orders LSTM gates input, output, forget, cell; torch input, forget, cell, output.
_ONNX_GATES = (0, 2, 3, 1)


def dequantise(graph_path: Path) -> dict[str, np.ndarray]:
    """Read the weights of the network.

    Args:
        graph_path: The int8 ONNX export of Kokoro-82M v1.0.

    Returns:
        Parameters by torch name. What the graph stores in eight bits comes as float16, whose rounding is at
        most an eighth of an eight-bit step; what it stores as float32 stays float32.
    """
    graph = onnx.load(graph_path).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = dict(_float_parameters(tensors))
    read: set[str] = set()
    for node in graph.node:
        weight = _weight_name(node)
        if weight in tensors and weight not in read:  # ALBERT's one layer recurs, first under its own name
            read.add(weight)
            weights.update(_node_parameters(node, tensors))
    return weights


def _float_parameters(tensors: dict[str, np.ndarray]) -> Iterator[tuple[str, np.ndarray]]:
    """Biases, norms and snake activations, which the export left in float32 under their own names."""
    for name, value in tensors.items():
        root, _, parameter = name.partition(".")
        leaf = parameter.rpartition(".")[2]
        learned = root in ("encoder", "decoder") and _GENERATED not in name
        if learned and value.dtype == np.float32 and not leaf.startswith("weight_"):
            yield parameter, value


def _weight_name(node: onnx.NodeProto) -> str:
    """Name of the initialiser that a node of a weighted layer multiplies by (its recurrent one aside)."""
    if node.op_type == "Gather":
        return node.input[0] if node.input[0].endswith(".weight_quantized") else ""
    weighted = ("MatMulInteger", "ConvInteger", "MatMul", "Conv", "ConvTranspose", "DynamicQuantizeLSTM")
    return node.input[1] if node.op_type in weighted and _GENERATED not in node.input[1] else ""


def _node_parameters(
    node: onnx.NodeProto, tensors: dict[str, np.ndarray]
) -> Iterator[tuple[str, np.ndarray]]:
    weight = _weight_name(node)
    match node.op_type:
        case "Gather":  # an embedding; like all int8 weights of the export, symmetric about zero
            name = weight.removesuffix("_quantized")
            yield name.partition(".")[2], _scaled(tensors, weight, np.zeros((), np.int8))
        case "MatMulInteger":
            yield f"{_module(node)}.weight", _scaled(tensors, weight, tensors[node.input[3]]).T
        case "ConvInteger":
            yield f"{_module(node)}.weight", _scaled(tensors, weight, tensors[node.input[3]])
        case "MatMul":
            yield f"{_module(node)}.weight", tensors[weight].T
        case "Conv" | "ConvTranspose":
            yield f"{_module(node)}.weight", tensors[weight]
        case "DynamicQuantizeLSTM":
            yield from _lstm_parameters(node, tensors)


def _scaled(tensors: dict[str, np.ndarray], quantised: str, zero_point: np.ndarray) -> np.ndarray:
    steps = tensors[quantised].astype(np.float32) - zero_point.astype(np.float32)
    return (steps * tensors[quantised.removesuffix("_quantized") + "_scale"]).astype(np.float16)


def _module(node: onnx.NodeProto) -> str:
    """Module path of a node: "/encoder/text_encoder/cnn.0/cnn.0.0/Conv_quant" is "text_encoder.cnn.0.0"."""
    parts: list[str] = []
    for part in node.name.split("/")[2:-1]:
        if parts and part.startswith(f"{parts[-1]}."):  # a child of a Sequential repeats its parent's name
            parts.pop()
        parts.append(part)
    if parts[0].partition(".")[0] in _PREDICTOR_PARTS:
        parts.insert(0, "predictor")
    return ".".join(parts)


def _lstm_parameters(
    node: onnx.NodeProto, tensors: dict[str, np.ndarray]
) -> Iterator[tuple[str, np.ndarray]]:
    """Split a bidirectional LSTM, stored as [direction, input, 4 hidden] and biases [direction, 8 hidden]."""
    weight_input, weight_hidden, biases = (tensors[name] for name in node.input[1:4])
    scale_input, zero_input, scale_hidden, zero_hidden = (tensors[name] for name in node.input[8:12])
    for direction, suffix in enumerate(("", "_reverse")):
        for leaf, steps, scale, zero in (
            ("weight_ih", weight_input, scale_input, zero_input),
            ("weight_hh", weight_hidden, scale_hidden, zero_hidden),
        ):
            centred = steps[direction].astype(np.float32) - zero[direction].astype(np.float32)
            yield (
                f"{_module(node)}.{leaf}_l0{suffix}",
                _torch_gates((centred * scale[direction]).T).astype(np.float16),
            )
        bias_input, bias_hidden = np.split(biases[direction], 2)
        yield f"{_module(node)}.bias_ih_l0{suffix}", _torch_gates(bias_input)
        yield f"{_module(node)}.bias_hh_l0{suffix}", _torch_gates(bias_hidden)


def _torch_gates(stacked: np.ndarray) -> np.ndarray:
    gates = np.split(stacked, 4)
    return np.concatenate([gates[index] for index in _ONNX_GATES])
