# SPDX-License-Identifier: GPL-3.0-or-later
"""Every stage of synthesis equals that of the official classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from models.gpt_sovits.synthesizer import Speech, StreamingDecoder
from models.gpt_sovits.synthesizer.masking import length_mask
from models.gpt_sovits.synthesizer.streaming import cross_fade_latent

if TYPE_CHECKING:
    from tests.models.gpt_sovits.synthesizer.conftest import Golden

pytestmark = pytest.mark.unit


def test_timbre(golden: Golden) -> None:
    reference, network = golden.references[0], golden.network
    seen = reference.spectrogram[:, :704]
    golden.check("ref_enc", network.ref_enc(seen, length_mask(seen)))
    golden.check("ge", golden.timbre)
    if reference.speaker_vector is not None:
        golden.check("ge_text", network.text_timbre(golden.timbre))


def test_codebook(golden: Golden) -> None:
    network, features = golden.network, golden.inputs["ssl"]
    golden.check("quantized", network.quantizer.decode(golden.codes))
    golden.check("extract.ssl_proj", network.ssl_proj(features))
    assert torch.equal(network.extract_codes(features), golden.outputs["extract.codes"][:, 0])


def test_prior_encoder(golden: Golden) -> None:
    encoder, phones = golden.network.enc_p, golden.inputs["text"]
    features = golden.network.codes_to_features(golden.codes)
    mask, phone_mask = length_mask(features), length_mask(phones).float()
    encoded = encoder.encode_features(features, mask)
    golden.check("enc_p.encoder_ssl", encoded)
    text = encoder.encode_phones(phones, phone_mask)
    golden.check("enc_p.encoder_text", text)
    timbre = golden.network.text_timbre(golden.timbre)
    mixed, _ = encoder.mrte(encoded, mask, text, phone_mask, timbre)
    golden.check("enc_p.mrte", mixed)


def test_latent(golden: Golden) -> None:
    network = golden.network
    content = network.encode(golden.codes, golden.inputs["text"], golden.timbre)
    golden.check("enc_p.mrte_attn", content.attention)
    golden.check("enc_p.encoder2", content.frames)
    prior = network.enc_p.predict(content.frames, content.mask)
    golden.check("enc_p.m", prior.mean)
    golden.check("enc_p.logs", prior.log_deviation)
    latent = network.flow.inverse(prior.mean, prior.mask, golden.timbre)
    golden.check("flow.z", latent)
    golden.check("dec.wav", network.dec(latent, golden.timbre))


def speak(golden: Golden, codes: str = "codes", speed: float = 1.0) -> Speech:
    tokens, phones = golden.inputs[codes][0], golden.inputs["text"]
    return golden.network(tokens, phones, golden.timbre, speed=speed, noise_scale=0.0)


def test_speech(golden: Golden) -> None:
    golden.check("decode.noise0", speak(golden).waveform)
    golden.check("decode.noise0_codes2", speak(golden, "codes2").waveform)
    noisy = golden.network(golden.codes, golden.inputs["text"], golden.timbre, noise=golden.inputs["eps"])
    golden.check("decode.noise0_5", noisy.waveform)


def test_speed(golden: Golden) -> None:
    golden.check("decode.noise0_speed0_8", speak(golden, speed=0.8).waveform)
    golden.check("decode.noise0_speed1_25", speak(golden, speed=1.25).waveform)


def test_two_references_are_averaged(golden: Golden) -> None:
    timbre = golden.network.timbre(golden.references)
    speech = golden.network(golden.codes, golden.inputs["text"], timbre, noise_scale=0.0)
    golden.check("decode.noise0_two_refs", speech.waveform)


def test_streamed_latents_and_their_waveforms(golden: Golden) -> None:
    network, phones, timbre = golden.network, golden.inputs["text"], golden.timbre
    first = network.encode(golden.codes[:, :12], phones, timbre)
    golden.check("stream.latent1", first.frames)
    golden.check("stream.chunk1", network.render(first.frames, first.mask, timbre, noise_scale=0.0))
    whole = network.encode(golden.codes, phones, timbre)
    latent = cross_fade_latent(first.frames[..., -4:], whole.frames[..., -20:])
    golden.check("stream.latent2", latent)
    waveform = network.render(latent, whole.mask[..., -20:], timbre, noise_scale=0.0)
    golden.check("stream.chunk2", waveform)


def test_the_stream_gives_out_those_chunks_but_for_the_join(golden: Golden) -> None:
    stream = StreamingDecoder(golden.network, golden.inputs["text"], golden.timbre, noise_scale=0.0)
    chunks = [stream.push(golden.codes[:, :12]), stream.push(golden.codes[:, 12:], last=True)]
    kept = len(chunks[0].waveform)
    assert kept == 20 * 640  # 24 frames less the 4 held back
    before = golden.outputs["stream.chunk1"][0, 0, :kept]
    torch.testing.assert_close(chunks[0].waveform, before, atol=1e-4, rtol=0)
    after = golden.outputs["stream.chunk2"][0, 0, 4 * 640 + 320 :]
    torch.testing.assert_close(chunks[1].waveform[-len(after) :], after, atol=1e-4, rtol=0)
