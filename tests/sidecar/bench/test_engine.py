# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark compares like with like."""

from __future__ import annotations

import numpy as np
import pytest

from models.kokoro.onnx_runtime import OnnxKokoro
from sidecar.bench import graphs
from sidecar.bench.engine import SENTENCES, run, speak
from sidecar.bench.listening import word_errors, words


@pytest.mark.unit
@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a x c", 1),
        ("a b c", "a c", 1),
        ("a b c", "a b b c", 1),
        ("a b c", "", 3),
        ("", "a", 1),
        ("a b c d", "b c d e", 2),
    ],
)
def test_word_errors_are_the_fewest_edits(said: str, heard: str, errors: int) -> None:
    assert word_errors(said.split(), heard.split()) == errors


@pytest.mark.unit
def test_case_and_punctuation_are_no_word_errors() -> None:
    assert words("Don't -- stop, Mill!") == ["don't", "stop", "mill"]


@pytest.mark.model
def test_float32_convolutions_say_the_same_sentence() -> None:
    plain = speak(OnnxKokoro(graphs.build()), SENTENCES[7])
    float32 = speak(OnnxKokoro(graphs.build(graphs.dequantise_convolutions)), SENTENCES[7])
    assert abs(len(plain) - len(float32)) <= 4 * 600  # durations round the other way here and there
    assert np.std(float32) == pytest.approx(np.std(plain), rel=0.1)


@pytest.mark.model
@pytest.mark.slow
def test_ours_beats_the_published_graph() -> None:
    ways = run(3)
    plain = ways[0]
    ours = next(way for way in ways if "Voxrig" in way.name)
    saved = [b / a for a, b in zip(plain.cpu, ours.cpu, strict=True)]
    assert np.median(saved) < 0.75
