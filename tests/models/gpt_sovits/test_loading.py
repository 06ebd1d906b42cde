# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks are built around weights without computing anything that the weights then overwrite."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from torch import nn

from models.gpt_sovits.loading import bare, network_from_weights
from models.gpt_sovits.speaker_vector import SpeakerNetwork
from models.gpt_sovits.synthesizer import Synthesizer, Version, official_config
from models.gpt_sovits.text_to_semantic import TextToSemantic

pytestmark = pytest.mark.unit

_BUILD_ALL = """
import sys
from models.gpt_sovits.loading import bare
from models.gpt_sovits.speaker_vector import SpeakerNetwork
from models.gpt_sovits.synthesizer import Synthesizer, official_config
from models.gpt_sovits.text_to_semantic import TextToSemantic
before = set(sys.modules)
for build in (TextToSemantic, lambda: Synthesizer(official_config("v2ProPlus")), SpeakerNetwork):
    bare(build)
print(*sorted(set(sys.modules) - before))
"""


def test_building_does_not_load_what_computes_without_memory() -> None:
    done = subprocess.run([sys.executable, "-c", _BUILD_ALL], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert len(loaded) < 20, f"{len(loaded)} modules, which takes seconds; among them {loaded[:5]}"


@pytest.mark.parametrize("version", list(Version))
def test_a_bare_network_has_the_shapes_of_a_real_one(version: Version) -> None:
    small = official_config(version)
    real = Synthesizer(small).state_dict()
    drawn = bare(lambda: Synthesizer(small)).state_dict()
    assert {key: value.shape for key, value in drawn.items()} == {k: v.shape for k, v in real.items()}
    assert all(value.is_meta for value in drawn.values())


@pytest.mark.parametrize("build", [TextToSemantic, SpeakerNetwork])
def test_bare_networks_take_no_memory(build: type[nn.Module]) -> None:
    assert all(value.is_meta for value in bare(build).state_dict().values())


def test_outside_of_it_networks_are_initialised_as_ever() -> None:
    bare(lambda: nn.Linear(3, 3))
    torch.manual_seed(0)
    assert float(nn.Linear(300, 300).weight.detach().std()) == pytest.approx(1 / 30, rel=0.1)


def test_weights_become_the_networks_own() -> None:
    weights = {"weight": torch.ones(2, 3), "bias": torch.zeros(2, dtype=torch.float16)}
    network = network_from_weights(lambda: nn.Linear(3, 2), weights)
    assert network.weight.data_ptr() == weights["weight"].data_ptr()
    assert network.bias.dtype == torch.float32
    assert not network.training


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(ValueError, match="bias"):
        network_from_weights(lambda: nn.Linear(3, 2), {"weight": torch.ones(2, 3)})
