# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro on CPUs: the ONNX graph in onnxruntime."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort

from models.kokoro import onnx_graph
from models.kokoro.runtime import KokoroOutput, check_arguments
from models.kokoro.vocabulary import PAD_ID

# The export's inverse STFT leaves out the division by the summed squared windows:
# Hann windows, 20 samples long and 5 apart, sum to 1.5.
_EXPORT_GAIN = 1.5


class OnnxKokoro:
    """Kokoro-82M in onnxruntime on the CPU. The graph has no random part: any seed gives the same audio."""

    def __init__(self, graph: Path | bytes, threads: int = 0, *, spinning: bool = False) -> None:
        """Loads a graph that has the durations as its second output (see `onnx_graph`).

        Args:
            graph: An ONNX file or its content.
            threads: Threads for one pass; 0 takes one per core this process may use.
            spinning: Let threads that wait for work keep their core busy. It gains little where Kokoro has
                the machine to itself, and loses half its speed where Blender works beside it.
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads or _available_cores()
        options.add_session_config_entry("session.intra_op.allow_spinning", str(int(spinning)))
        options.log_severity_level = 3  # the export's unused initialisers are no news to anyone
        self._threads = options.intra_op_num_threads
        self._session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    @classmethod
    def load(cls, threads: int = 0) -> OnnxKokoro:
        """Loads the fastest graph for CPUs, making it in the cache first if needed.

        Args:
            threads: Threads for one pass; 0 takes one per core this process may use.

        Raises:
            models.weights.WeightsError: The weight packages are missing.
        """
        return cls(onnx_graph.fast_graph(), threads)

    @property
    def name(self) -> str:
        """Runtime and device, for logs and reports."""
        return f"onnxruntime {ort.__version__} (cpu, {self._threads} threads)"

    def synthesize(
        self, token_ids: Sequence[int], style: np.ndarray, speed: float, seed: int
    ) -> KokoroOutput:
        """Speaks one pass; see `KokoroRuntime.synthesize`."""
        del seed  # nothing in the graph is random
        check_arguments(token_ids, style, speed)
        feed = {
            "tokens": np.array([[PAD_ID, *token_ids, PAD_ID]], np.int64),
            "style": style.astype(np.float32)[None],
            "speed": np.array([speed], np.float32),
        }
        outputs = self._session.run(["audio", onnx_graph.DURATIONS], feed)
        audio, durations = (np.asarray(output).ravel() for output in outputs)
        return KokoroOutput(audio / np.float32(_EXPORT_GAIN), durations.astype(np.int64))


def _available_cores() -> int:
    """Cores of the machine, or of the part of it that this process is confined to."""
    if hasattr(os, "sched_getaffinity"):  # not on Windows and macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
