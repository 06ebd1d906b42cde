# SPDX-License-Identifier: GPL-3.0-or-later
"""A spoken line as bytes and back: bit for bit, or refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sidecar.synthesis.packing import pack, unpack
from sidecar.synthesis.speech import Phoneme, Speech, SpokenWord, Stress

pytestmark = pytest.mark.unit

TEXTS = st.text(max_size=20)
SAMPLES = st.integers(0, 2**40)
PHONEMES = st.builds(
    Phoneme, TEXTS, SAMPLES, SAMPLES, st.sampled_from(Stress), st.none() | st.integers(0, 10_000)
)
WORDS = st.builds(SpokenWord, TEXTS, SAMPLES, SAMPLES, SAMPLES, SAMPLES)
AUDIO = hnp.arrays(np.float32, st.integers(0, 300), elements=st.floats(width=32))
LINES = st.builds(
    Speech, AUDIO, st.just(24_000), st.lists(PHONEMES).map(tuple), st.lists(WORDS).map(tuple), st.just(0)
)
LINE = Speech(
    np.linspace(-1, 1, 50, dtype=np.float32),
    24_000,
    (Phoneme("h", 0, 20, Stress.PRIMARY, 0), Phoneme("sil", 20, 50)),
    (SpokenWord("Hi", 0, 2, 0, 20),),
)


@given(line=LINES)
def test_any_line_comes_back_bit_for_bit(line: Speech) -> None:
    back = unpack(pack(line))
    assert back.audio.dtype == np.float32
    assert back.audio.tobytes() == line.audio.tobytes()  # also NaN and -0.0
    assert (back.sample_rate_hz, back.phonemes, back.words) == (24_000, line.phonemes, line.words)


@given(position=st.integers(0, len(pack(LINE)) - 1), bit=st.integers(0, 7))
def test_one_changed_bit_is_noticed(position: int, bit: int) -> None:
    damaged = bytearray(pack(LINE))
    damaged[position] ^= 1 << bit
    try:
        back = unpack(bytes(damaged))
    except ValueError:
        return
    # What is left over is white space in the header, which means nothing.
    assert (back.audio.tobytes(), back.phonemes, back.words) == (
        LINE.audio.tobytes(),
        LINE.phonemes,
        LINE.words,
    )


@given(length=st.integers(0, len(pack(LINE)) - 1))
def test_a_part_of_one_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="no whole line"):
        unpack(pack(LINE)[:length])


@given(content=st.binary(max_size=300))
def test_what_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no whole line"):
        unpack(content)
