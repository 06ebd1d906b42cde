# SPDX-License-Identifier: GPL-3.0-or-later
"""The small text-to-semantic network that the golden vectors were made with."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from models.gpt_sovits.text_to_semantic import Request, SemanticConfig, TextToSemantic
from models.gpt_sovits.text_to_semantic.network import OFFICIAL_PREFIX
from tests.data.gpt_sovits import recipe


def small_settings() -> dict[str, Any]:
    return json.loads((recipe.FOLDER / "t2s_small/config.json").read_bytes())


def small_network() -> TextToSemantic:
    config = SemanticConfig.from_official(small_settings())
    with torch.device("meta"):
        shapes = {key: value.shape for key, value in TextToSemantic(config).state_dict().items()}
    return TextToSemantic.from_weights(config, recipe.weights(shapes, OFFICIAL_PREFIX))


@functools.cache
def _shared_network() -> TextToSemantic:
    return small_network().requires_grad_(False)


@pytest.fixture
def settings() -> dict[str, Any]:
    """Its configuration, as an official checkpoint holds it."""
    return small_settings()


@pytest.fixture
def network() -> TextToSemantic:
    """Shared by all tests: not to be changed."""
    return _shared_network()


@pytest.fixture
def make_network() -> Callable[[], TextToSemantic]:
    """Networks of one's own, to change."""
    return small_network


@pytest.fixture
def arrays() -> dict[str, Tensor]:
    return recipe.arrays("t2s_small")


@pytest.fixture
def line(arrays: dict[str, Tensor]) -> Request:
    """30 phones and 22 prompt tokens."""
    return Request(arrays["in.phones"][0], arrays["in.prompts"][0], arrays["in.bert"][0])


@pytest.fixture
def short_line(line: Request, arrays: dict[str, Tensor]) -> Request:
    """Its first 21 phones: the one line that this network ends by itself."""
    return Request(line.phones[:21], line.prompt, arrays["in.bert"][0, :, :21])


@pytest.fixture
def line_without_prompt(line: Request) -> Request:
    return Request(line.phones, line.prompt[:0], line.bert)
