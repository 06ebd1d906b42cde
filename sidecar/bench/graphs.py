# SPDX-License-Identifier: GPL-3.0-or-later
"""Variants of Kokoro's graph that `voxrig bench engine` compares."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import onnx
from onnx import helper, numpy_helper

from models.kokoro import onnx_graph


def build(*changes: Callable[[onnx.GraphProto], None]) -> bytes:
    """The published graph with its durations exposed and some changes made."""
    model = onnx.load(onnx_graph.plain_graph())
    onnx_graph.expose_durations(model.graph)
    for change in changes:
        change(model.graph)
    return model.SerializeToString()


def dequantise_convolutions(graph: onnx.GraphProto) -> None:
    """Makes every integer convolution a float32 one with the same weights, in place.

    An exported convolution is DynamicQuantizeLinear, ConvInteger, an optional Add of the integer bias, Cast
    and a Mul by the product of both scales.
    """
    producers = {output: node for node in graph.node for output in node.output}
    consumers = {name: node for node in graph.node for name in node.input}
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    replaced: dict[str, onnx.NodeProto] = {}
    for node in graph.node:
        if node.op_type != "ConvInteger":
            continue
        activations = producers[node.input[0]].input[0]
        follower = consumers[node.output[0]]
        bias = []
        if follower.op_type == "Add":
            bias = [_float_bias(follower, node.output[0], producers)]
            follower = consumers[follower.output[0]]
        scaling = consumers[follower.output[0]]
        scales = producers[next(name for name in scaling.input if name != follower.output[0])]
        scale = next(constants[name] for name in scales.input if name in constants)
        weights = (constants[node.input[1]].astype(np.float32) - constants[node.input[3]]) * scale
        graph.initializer.append(numpy_helper.from_array(weights, f"{node.name}_float"))
        convolution = helper.make_node(
            "Conv", [activations, f"{node.name}_float", *bias], list(scaling.output)
        )
        convolution.attribute.extend(node.attribute)
        replaced[scaling.output[0]] = convolution
    nodes = [replaced.get(node.output[0], node) for node in graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx_graph.remove_unused_nodes(graph)


def _float_bias(add: onnx.NodeProto, product: str, producers: dict[str, onnx.NodeProto]) -> str:
    """The float bias behind Reshape(Cast(Floor(Div(bias, scale))))."""
    name = next(name for name in add.input if name != product)
    for expected in ("Reshape", "Cast", "Floor", "Div"):
        node = producers[name]
        if node.op_type != expected:
            raise ValueError(f"the bias of {add.name} is made by {node.op_type}, not {expected}")
        name = cast("str", node.input[0])
    return name
