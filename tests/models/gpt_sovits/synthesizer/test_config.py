# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes come from the official configurations, and give the official networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from models.gpt_sovits.synthesizer import Synthesizer, SynthesizerConfig, Version, official_config
from tests.data.gpt_sovits import recipe

pytestmark = pytest.mark.unit

MakeSettings = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize("version", list(Version))
def test_full_size_networks_have_the_official_keys_and_shapes(version: Version) -> None:
    with torch.device("meta"):
        network = Synthesizer(official_config(version))
    shapes = {key: tuple(value.shape) for key, value in network.state_dict().items()}
    assert shapes == recipe.state_dict_shapes(f"sovits_{version}")


def test_fields_are_read(make_settings: MakeSettings) -> None:
    config = SynthesizerConfig.from_official(make_settings("v2ProPlus"))
    assert config.version is Version.V2_PRO_PLUS
    assert (config.hidden, config.filter, config.layers, config.condition) == (48, 96, 2, 64)
    assert (config.spectrum_bins, config.style_bins, config.segment_frames) == (1025, 704, 8)
    assert config.decoder.upsample_kernels == (20, 16, 8, 2, 2)
    assert config.decoder.samples_per_frame == 640


def test_a_configuration_older_than_the_version_field(make_settings: MakeSettings) -> None:
    settings = {"model": make_settings("v2")["model"]}
    del settings["model"]["version"]
    config = SynthesizerConfig.from_official(settings, "v1")
    assert (config.version.symbols, config.style_bins, config.segment_frames) == (322, 1025, 32)
    with pytest.raises(ValueError, match="version"):
        SynthesizerConfig.from_official(settings)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("resblock", "2", "resblock"),
        ("semantic_frame_rate", "75hz", "semantic_frame_rate"),
        ("version", "v9", "v9"),
        ("upsample_rates", None, "malformed"),
    ],
)
def test_what_is_not_supported_is_refused(
    make_settings: MakeSettings, field: str, value: object, message: str
) -> None:
    settings = make_settings("v2")
    settings["model"][field] = value
    with pytest.raises(ValueError, match=message):
        SynthesizerConfig.from_official(settings)


def test_a_missing_section_is_told() -> None:
    with pytest.raises(ValueError, match="model"):
        SynthesizerConfig.from_official({})
