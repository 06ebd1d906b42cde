# SPDX-License-Identifier: GPL-3.0-or-later
"""Chunks follow each other without a gap, in sound and in time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.gpt_sovits.synthesizer import StreamingDecoder
from models.gpt_sovits.synthesizer.streaming import SEARCH_SAMPLES, join

if TYPE_CHECKING:
    from tests.models.gpt_sovits.synthesizer.conftest import Golden

pytestmark = pytest.mark.unit


def stream_of(golden: Golden, speed: float = 1.0) -> StreamingDecoder:
    generator = torch.Generator().manual_seed(5)
    return StreamingDecoder(
        golden.network, golden.inputs["text"], golden.timbre, speed=speed, generator=generator
    )


def test_a_sentence_pushed_at_once_is_the_whole(golden: Golden) -> None:
    chunk = stream_of(golden).push(golden.codes, last=True)
    generator = torch.Generator().manual_seed(5)
    whole = golden.network(golden.codes, golden.inputs["text"], golden.timbre, generator=generator)
    assert torch.equal(chunk.waveform, whole.waveform[0, 0])
    assert (chunk.first_frame, chunk.end_frame) == (0, 40)
    assert torch.equal(chunk.content.attention, whole.content.attention)


@pytest.mark.parametrize("speed", [1.0, 0.7, 1.6])
@pytest.mark.parametrize("steps", [[8, 7, 5], [1, 1, 1, 9, 8], [2, 17, 1], [19, 1, 0]])
def test_time_runs_on_from_chunk_to_chunk(v2: Golden, steps: list[int], speed: float) -> None:
    stream, codes = stream_of(v2, speed), v2.codes.split(steps, dim=1)
    chunks = [stream.push(part, last=n == len(codes) - 1) for n, part in enumerate(codes)]
    assert [chunk.first_frame for chunk in chunks] == [0, *(chunk.end_frame for chunk in chunks[:-1])]
    assert chunks[-1].end_frame == 40
    samples = sum(len(chunk.waveform) for chunk in chunks)
    expected = 40 / speed * 640
    joins = len(steps) - 1
    rounding = 0 if speed == 1 else 640 * len(steps)  # A rendering at another speed is up to a frame longer.
    assert expected - joins * SEARCH_SAMPLES - 1 <= samples <= expected + rounding + 1


def test_the_end_can_be_told_afterwards(v2: Golden) -> None:
    stream = stream_of(v2)
    first = stream.push(v2.codes)
    rest = stream.push(v2.codes[:, :0], last=True)
    assert (first.end_frame, rest.first_frame, rest.end_frame) == (36, 36, 40)
    assert len(first.waveform) + len(rest.waveform) == 40 * 640


def test_nothing_to_say_is_refused(v2: Golden) -> None:
    with pytest.raises(ValueError, match="codes"):
        stream_of(v2).push(v2.codes[:, :0])
    with pytest.raises(ValueError, match="codes"):
        stream_of(v2).push(v2.codes[:, :0], last=True)
    with pytest.raises(ValueError, match="overlap"):
        StreamingDecoder(v2.network, v2.inputs["text"], v2.timbre, overlap=0)


@settings(deadline=None, max_examples=50)
@given(shift=st.integers(0, SEARCH_SAMPLES), hertz=st.floats(100, 400))
def test_a_join_finds_the_phase(shift: int, hertz: float) -> None:
    step = 2 * math.pi * hertz / 32_000
    before = torch.sin(step * torch.arange(1280))
    after = torch.sin(step * (torch.arange(6400) - shift))  # Must leave out `shift`, or a period less.
    joined = join(before, after, SEARCH_SAMPLES)
    assert len(after) - SEARCH_SAMPLES <= len(joined) <= len(after)
    assert (joined[:2560] - torch.sin(step * torch.arange(2560))).abs().max() < step * 1.5


def test_what_is_too_short_for_a_search_is_joined_as_it_is() -> None:
    joined = join(torch.ones(500), torch.ones(200), SEARCH_SAMPLES)
    assert torch.allclose(joined, torch.ones(200))
    assert torch.equal(join(torch.ones(0), torch.ones(7), SEARCH_SAMPLES), torch.ones(7))
