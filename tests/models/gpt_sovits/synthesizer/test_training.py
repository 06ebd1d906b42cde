# SPDX-License-Identifier: GPL-3.0-or-later
"""A pass of training equals the official one, and reaches what is to be trained."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.gpt_sovits.features import log_mel, spectrogram
from models.gpt_sovits.synthesizer import Synthesizer
from models.gpt_sovits.synthesizer.training import (
    Batch,
    TrainingPass,
    cut,
    draw_starts,
    kl_divergence,
    training_pass,
)

if TYPE_CHECKING:
    from tests.models.gpt_sovits.synthesizer.conftest import Golden

pytestmark = pytest.mark.unit


def batch_of(golden: Golden) -> Batch:
    inputs = golden.inputs
    return Batch(
        features=inputs["ssl"],
        spectrogram=inputs["train.spec"],
        lengths=inputs["train.y_lengths"],
        phones=inputs["train.text"],
        phone_lengths=inputs["train.text_lengths"],
        speaker_vector=inputs.get("train.sv_emb"),
    )


def run(golden: Golden) -> TrainingPass:
    inputs = golden.inputs
    noise, starts = inputs["train.eps_q"], inputs["train.ids_slice"]
    return training_pass(golden.network, batch_of(golden), noise=noise, starts=starts)


@pytest.mark.parametrize("golden", ["v2", "v2Pro"], indirect=True)
def test_a_pass(golden: Golden) -> None:
    passed, prefix = run(golden), "train."
    golden.check(prefix + "mask", passed.prior.mask)
    golden.check(prefix + "m_p", passed.prior.mean)
    golden.check(prefix + "logs_p", passed.prior.log_deviation)
    golden.check(prefix + "m_q", passed.posterior.mean)
    golden.check(prefix + "logs_q", passed.posterior.log_deviation)
    golden.check(prefix + "z", passed.latent)
    golden.check(prefix + "z_p", passed.latent_of_prior)
    golden.check(prefix + "wav_slice", passed.waveform)
    golden.check(prefix + "kl", kl_divergence(passed))
    quantized = golden.network.codes_to_features(golden.network.extract_codes(golden.inputs["ssl"]))
    golden.check(prefix + "quantized", quantized[:, :8])


@pytest.mark.parametrize("golden", ["v2", "v2Pro"], indirect=True)
def test_its_mel_loss(golden: Golden) -> None:
    passed = run(golden)
    made = log_mel(spectrogram(passed.waveform[:, 0]))
    target = cut(log_mel(golden.inputs["train.spec"]), passed.starts, golden.network.config.segment_frames)
    golden.check("train.wav_mel", made)
    golden.check("train.target_mel", target)
    golden.check("train.mel_l1_x45", 45 * (made - target).abs().mean())


def test_losses_reach_everything_but_the_frozen_way_to_the_codes(
    v2: Golden, make_network: Callable[[str], Synthesizer]
) -> None:
    network = make_network("v2").train()
    passed = training_pass(network, batch_of(v2), generator=torch.Generator().manual_seed(1))
    (passed.waveform.square().mean() + kl_divergence(passed)).backward()
    reached = {name for name, parameter in network.named_parameters() if parameter.grad is not None}
    unreached = {name for name, _ in network.named_parameters()} - reached
    assert unreached == {"ssl_proj.weight", "ssl_proj.bias"}


def test_the_seed_decides_noise_and_slices(v2: Golden) -> None:
    first, again, other = (
        training_pass(v2.network, batch_of(v2), generator=torch.Generator().manual_seed(seed))
        for seed in (1, 1, 2)
    )
    assert torch.equal(first.waveform, again.waveform)
    assert not torch.equal(first.latent, other.latent)


def test_a_network_for_inference_cannot_be_trained(
    v2: Golden, make_network: Callable[[str], Synthesizer]
) -> None:
    with pytest.raises(ValueError, match="posterior encoder"):
        training_pass(make_network("v2").for_inference(), batch_of(v2))


@given(
    lengths=st.lists(st.integers(1, 90), min_size=1, max_size=6), size=st.integers(1, 32), seed=st.integers(0)
)
def test_slices_lie_within_what_is_real(lengths: list[int], size: int, seed: int) -> None:
    starts = draw_starts(torch.tensor(lengths), size, torch.Generator().manual_seed(seed % 2**63))
    for start, length in zip(starts.tolist(), lengths, strict=True):
        assert start == 0 if length < size else 0 <= start <= length - size
