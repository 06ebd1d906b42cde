# SPDX-License-Identifier: GPL-3.0-or-later
"""The alphabet is Kokoro's, symbol by symbol."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.kokoro.vocabulary import PAD_ID, VOCABULARY, encode

pytestmark = pytest.mark.unit


def test_known_symbols_have_the_numbers_of_the_published_model() -> None:
    published = {";": 1, " ": 16, "A": 24, "a": 43, "ɹ": 123, "ˈ": 156, "ː": 158, "↓": 169, "ᵻ": 177}
    assert len(VOCABULARY) == 114
    assert {symbol: VOCABULARY[symbol] for symbol in published} == published


def test_no_symbol_is_the_pad_and_none_shares_its_number() -> None:
    assert PAD_ID not in VOCABULARY.values()
    assert len(set(VOCABULARY.values())) == len(VOCABULARY)
    assert max(VOCABULARY.values()) < 178  # rows of the network's embedding


@given(st.lists(st.sampled_from(sorted(VOCABULARY))))
def test_every_symbol_is_encoded_in_its_place(symbols: list[str]) -> None:
    assert encode(symbols) == [VOCABULARY[symbol] for symbol in symbols]


def test_an_unknown_symbol_is_named_with_its_place() -> None:
    with pytest.raises(ValueError, match=r"'字' at position 2"):
        encode("hɪ字")
