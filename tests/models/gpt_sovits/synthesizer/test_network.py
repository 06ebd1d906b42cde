# SPDX-License-Identifier: GPL-3.0-or-later
"""The synthesizer around its golden vectors: weights, precision, seeds, batches, versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from models.gpt_sovits.synthesizer import Reference, Synthesizer
from models.gpt_sovits.synthesizer.prior import at_speed

if TYPE_CHECKING:
    from tests.models.gpt_sovits.synthesizer.conftest import Golden

pytestmark = pytest.mark.unit

MakeNetwork = Callable[[str], Synthesizer]


def say(network: Synthesizer, golden: Golden, seed: int = 0) -> Tensor:
    timbre = network.timbre(golden.references[:1])
    generator = torch.Generator().manual_seed(seed)
    return network(golden.codes, golden.inputs["text"], timbre, generator=generator).waveform


def test_a_fine_tuned_checkpoint_has_no_posterior_encoder(golden: Golden) -> None:
    weights = {k: v.half() for k, v in golden.network.state_dict().items() if not k.startswith("enc_q")}
    network = Synthesizer.from_weights(golden.network.config, weights)
    assert network.enc_q is None
    assert torch.equal(say(network, golden), say(golden.network, golden))  # Exact in half precision.


def test_weights_of_another_network_are_refused(v2: Golden) -> None:
    weights = v2.network.state_dict()
    for changed in (
        {**weights, "dec.conv_pre.weight": torch.zeros(1)},
        {**weights, "cfm.weight": torch.zeros(1)},
        {key: value for key, value in weights.items() if key != "enc_q.pre.weight"},
    ):
        with pytest.raises(ValueError, match="weights"):
            Synthesizer.from_weights(v2.network.config, changed)


def test_folding_the_weight_norm_changes_no_sound(golden: Golden, make_network: MakeNetwork) -> None:
    folded = make_network(golden.network.config.version).for_inference()
    assert not any("weight_g" in key for key in folded.state_dict())
    torch.testing.assert_close(say(folded, golden), say(golden.network, golden), atol=1e-5, rtol=0)


@pytest.mark.parametrize("precision", [torch.bfloat16, torch.float16])
def test_half_precision_says_the_same(
    golden: Golden, make_network: MakeNetwork, precision: torch.dtype
) -> None:
    network = make_network(golden.network.config.version).for_inference(dtype=precision)
    said = say(network, golden)
    assert said.dtype == precision
    exact = say(golden.network, golden)
    assert (said.float() - exact).square().mean() < 0.02 * exact.square().mean()
    assert torch.equal(network.extract_codes(golden.inputs["ssl"]), golden.outputs["extract.codes"][:, 0])


def test_the_seed_alone_decides_the_sound(v2: Golden) -> None:
    assert torch.equal(say(v2.network, v2, seed=3), say(v2.network, v2, seed=3))
    assert not torch.equal(say(v2.network, v2, seed=3), say(v2.network, v2, seed=4))


def test_in_a_batch_a_shorter_sentence_sounds_as_it_does_alone(golden: Golden) -> None:
    network, timbre = golden.network, golden.timbre
    long, short = golden.inputs["codes2"][0], golden.codes
    phones, few = golden.inputs["text"], golden.inputs["text"][:, :9]
    batch = network(
        torch.cat([long, torch.nn.functional.pad(short, (0, 13))]),
        torch.cat([phones, torch.nn.functional.pad(few, (0, 5))]),
        timbre,
        lengths=torch.tensor([33, 20]),
        phone_lengths=torch.tensor([14, 9]),
        noise_scale=0.0,
    )
    alone = network(short, few, timbre, noise_scale=0.0)
    attention = batch.content.attention[1:, :, :40]
    torch.testing.assert_close(attention[..., :9], alone.content.attention, atol=1e-5, rtol=0)
    assert attention[..., 9:].abs().max() == 0
    # Behind its end the decoder sees the silence of the padding; up to some frames before, nothing differs.
    heard = 640 * 30
    torch.testing.assert_close(batch.waveform[1:, :, :heard], alone.waveform[..., :heard], atol=1e-5, rtol=0)


def test_which_bins_of_a_reference_are_heard(v2: Golden, make_network: MakeNetwork) -> None:
    reference = v2.references[0]
    changed = reference.spectrogram.clone()
    changed[:, 704:] += 1
    high = Reference(changed)
    first = make_network("v1")
    assert not torch.equal(first.timbre([reference]), first.timbre([high]))
    assert torch.equal(v2.network.timbre([reference]), v2.network.timbre([high]))


def test_the_first_version_speaks(v2: Golden, make_network: MakeNetwork) -> None:
    first = make_network("v1")
    phones = v2.inputs["text"] % 322
    waveform = first(v2.codes, phones, first.timbre(v2.references), noise_scale=0.0).waveform
    assert waveform.shape == (1, 1, 1280 * v2.codes.shape[-1])
    assert waveform.isfinite().all()


@pytest.mark.parametrize("golden", ["v2Pro"], indirect=True)
def test_a_reference_without_what_is_needed_is_refused(golden: Golden) -> None:
    with pytest.raises(ValueError, match="speaker_vector"):
        golden.network.timbre([Reference(golden.inputs["refer"])])
    with pytest.raises(ValueError, match="references"):
        golden.network.timbre([])


@settings(deadline=None)
@given(frames=st.integers(1, 400), speed=st.floats(0.25, 4.0))
def test_speed_divides_the_length(frames: int, speed: float) -> None:
    content, mask = at_speed(torch.ones(1, 3, frames), torch.ones(1, 1, frames), speed)
    assert content.shape[-1] == mask.shape[-1] == (frames if speed == 1 else int(frames / speed) + 1)
    assert (content == 1).all()


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
def test_a_speed_that_is_none_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        at_speed(torch.ones(1, 3, 4), torch.ones(1, 1, 4), speed)
