# SPDX-License-Identifier: GPL-3.0-or-later
"""The small synthesizers that the golden vectors were made with."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import Tensor

from models.gpt_sovits.synthesizer import Reference, Synthesizer, SynthesizerConfig
from tests.data.gpt_sovits import recipe

VERSIONS = ("v2", "v2Pro", "v2ProPlus")


@dataclass(frozen=True)
class Golden:
    """A network by the recipe, and what the official one made of the same inputs."""

    network: Synthesizer
    inputs: dict[str, Tensor]
    outputs: dict[str, Tensor]

    @property
    def references(self) -> list[Reference]:
        return [Reference(self.inputs[f"refer{n}"], self.inputs.get(f"sv_emb{n}")) for n in ("", "2")]

    @property
    def timbre(self) -> Tensor:
        return self.network.timbre(self.references[:1])

    @property
    def codes(self) -> Tensor:
        return self.inputs["codes"][0]  # The first dimension counts codebooks.

    def check(self, name: str, actual: Tensor) -> None:
        torch.testing.assert_close(
            actual, self.outputs[name], atol=1e-4, rtol=0, msg=lambda m: f"{name}: {m}"
        )


def settings(version: str) -> dict[str, Any]:
    """A small configuration in the layout of the official files."""
    small = json.loads((recipe.FOLDER / f"sovits_small/{version}.config.json").read_bytes())
    return {
        "model": small["model"],
        "data": {"filter_length": 2048, "hop_length": 640},
        "train": {"segment_size": 640 * small["segment_size"]},
    }


def shapes(config: SynthesizerConfig) -> dict[str, tuple[int, ...]]:
    with torch.device("meta"):
        return {key: tuple(value.shape) for key, value in Synthesizer(config).state_dict().items()}


def small_network(version: str) -> Synthesizer:
    config = SynthesizerConfig.from_official(settings("v2" if version == "v1" else version), version)
    return Synthesizer.from_weights(config, recipe.weights(shapes(config)))


@functools.cache
def load_golden(version: str) -> Golden:
    arrays = recipe.arrays(f"sovits_small/{version}")
    inputs = {key.removeprefix("in."): value for key, value in arrays.items() if key.startswith("in.")}
    outputs = {key.removeprefix("out."): value for key, value in arrays.items() if key.startswith("out.")}
    return Golden(small_network(version).requires_grad_(False), inputs, outputs)


@pytest.fixture(params=VERSIONS)
def golden(request: pytest.FixtureRequest) -> Golden:
    return load_golden(request.param)


@pytest.fixture
def v2() -> Golden:
    return load_golden("v2")


@pytest.fixture
def make_network() -> Callable[[str], Synthesizer]:
    """A network of one's own, to change."""
    return small_network


@pytest.fixture
def make_settings() -> Callable[[str], dict[str, Any]]:
    return settings
