# SPDX-License-Identifier: GPL-3.0-or-later
"""The speaker network equals the official one, at a small size and at its own."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from models.gpt_sovits.speaker_vector import SpeakerNetwork, filter_bank, speaker_vector
from tests.data.gpt_sovits import recipe

pytestmark = pytest.mark.unit

SMALL = 8


def shapes(channels: int) -> dict[str, tuple[int, ...]]:
    with torch.device("meta"):
        network = SpeakerNetwork(channels)
    return {key: tuple(value.shape) for key, value in network.state_dict().items()}


def small_weights() -> dict[str, Tensor]:
    return recipe.weights(shapes(SMALL))


def test_keys_and_shapes_are_those_of_the_published_checkpoint() -> None:
    assert shapes(64) == recipe.state_dict_shapes("eres2netv2_w24s4ep4")


def test_the_filter_bank() -> None:
    arrays = recipe.arrays("frontend")
    bank = filter_bank(arrays["in.wav16k"])
    torch.testing.assert_close(bank, arrays["out.fbank80"], atol=1e-4, rtol=0)


def test_a_small_network() -> None:
    arrays = recipe.arrays("frontend")
    vector = speaker_vector(SpeakerNetwork.from_weights(small_weights()), arrays["in.wav16k"])
    torch.testing.assert_close(vector, arrays["out.sv_emb_m8_recipe"], atol=1e-4, rtol=0)


def test_the_full_network() -> None:
    arrays = recipe.arrays("frontend")
    expected = arrays["out.sv_emb_full_recipe"]
    network = SpeakerNetwork.from_weights(recipe.weights(shapes(64)))
    vector = speaker_vector(network, arrays["in.wav16k"])
    # Up to 73, where float32 itself is off: the official numbers are 2e-4 from the same network in float64.
    assert (vector - expected).abs().max() < 5e-6 * expected.abs().max()


def test_the_network_decides_the_precision() -> None:
    network = SpeakerNetwork.from_weights(small_weights())
    waveform = recipe.arrays("frontend")["in.wav16k"]
    exact = speaker_vector(network, waveform)
    rough = speaker_vector(network.to(torch.bfloat16), waveform)
    assert rough.dtype == torch.bfloat16
    assert (rough.float() - exact).norm() < 0.05 * exact.norm()


def test_weights_of_another_network_are_refused() -> None:
    weights = small_weights()
    for changed in ({**weights, "x": torch.zeros(1)}, {**weights, "bn1.bias": torch.zeros(3)}, {}):
        with pytest.raises(ValueError, match="weights"):
            SpeakerNetwork.from_weights(changed)
