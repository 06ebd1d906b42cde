# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes come from the official configurations, and give the official networks."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from models.gpt_sovits.text_to_semantic import SemanticConfig, TextToSemantic
from models.gpt_sovits.text_to_semantic.network import OFFICIAL_PREFIX
from tests.data.gpt_sovits import recipe

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "config"), [("gpt_v1", SemanticConfig(phones=512)), ("gpt_v2_v3", SemanticConfig())]
)
def test_full_size_networks_have_the_official_keys_and_shapes(name: str, config: SemanticConfig) -> None:
    with torch.device("meta"):
        network = TextToSemantic(config)
    shapes = {OFFICIAL_PREFIX + key: tuple(value.shape) for key, value in network.state_dict().items()}
    assert shapes == recipe.state_dict_shapes(name)


def test_the_config_of_a_checkpoint_gives_the_official_sizes() -> None:
    checkpoint = torch.load(recipe.FOLDER / "containers/t2s.ckpt", weights_only=True)
    assert SemanticConfig.from_official(checkpoint["config"]) == SemanticConfig()


def test_fields_are_read(settings: dict[str, Any]) -> None:
    config = SemanticConfig.from_official(settings)
    assert (config.width, config.heads, config.layers, config.inner) == (64, 4, 3, 256)
    assert (config.phones, config.classes, config.end, config.max_tokens) == (732, 1025, 1024, 1500)


def test_short_training_recordings_bound_the_tokens(settings: dict[str, Any]) -> None:
    settings["data"]["max_sec"] = 20
    assert SemanticConfig.from_official(settings).max_tokens == 1001


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("embedding_dim", 32),
        ("head", 5),
        ("head", 64),
        ("EOS", 1000),
        ("n_layer", None),
        ("hidden_dim", "64"),
    ],
)
def test_what_is_not_written_here_is_refused(settings: dict[str, Any], field: str, value: object) -> None:
    if value is None:
        del settings["model"][field]
    else:
        settings["model"][field] = value
    with pytest.raises(ValueError, match=field if field != "hidden_dim" else "embedding_dim"):
        SemanticConfig.from_official(settings)


@pytest.mark.parametrize("broken", [{}, {"model": None}, {"model": {}}])
def test_a_configuration_of_something_else_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="configuration of the text-to-semantic network"):
        SemanticConfig.from_official(broken)


def test_weights_of_another_network_are_refused(network: TextToSemantic) -> None:
    weights = dict(network.state_dict())
    del weights["bert_proj.bias"]
    with pytest.raises(ValueError, match=r"bert_proj\.bias"):
        TextToSemantic.from_weights(network.config, weights)
