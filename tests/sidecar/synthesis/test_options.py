# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be asked of a GPT-SoVITS voice is what its network takes."""

from __future__ import annotations

import dataclasses

import pytest

from models.gpt_sovits.text_to_semantic import Sampling
from sidecar.synthesis.options import GptSovitsOptions, option_violations

pytestmark = pytest.mark.unit

DRAWN = [field.name for field in dataclasses.fields(Sampling)]


def test_the_defaults_are_the_networks_own() -> None:
    options = GptSovitsOptions()
    assert {name: getattr(options, name) for name in DRAWN} == dataclasses.asdict(Sampling())
    assert not list(option_violations(options))


@pytest.mark.parametrize(
    ("field", "allowed", "refused"),
    [
        ("top_k", (1, 1_024), (0, 1_025)),
        ("top_p", (1e-6, 1.0), (0.0, 1.000001)),
        ("temperature", (0.0, 2.0), (-0.1, 2.1, float("nan"))),
        ("repetition_penalty", (1.0, 2.0), (0.9, 2.1, float("inf"))),
        ("attempts", (1, 10), (0, 11)),
    ],
)
def test_bounds_are_as_documented_and_the_network_takes_them(
    field: str, allowed: tuple[float, ...], refused: tuple[float, ...]
) -> None:
    for value in allowed:
        options = dataclasses.replace(GptSovitsOptions(), **{field: value})
        assert not list(option_violations(options))
        Sampling(**{name: getattr(options, name) for name in DRAWN})
    for value in refused:
        options = dataclasses.replace(GptSovitsOptions(), **{field: value})
        assert [violation.field for violation in option_violations(options)] == [field]
