# SPDX-License-Identifier: GPL-3.0-or-later
"""The phones' numbers are those of the official checkpoints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.gpt_sovits.phones import UNKNOWN, InventoryVersion, inventory

pytestmark = pytest.mark.unit

_OFFICIAL = Path(__file__).parents[3] / "data" / "gpt_sovits" / "symbol_ids.json"


@pytest.mark.parametrize(("version", "rows"), [("v1", 322), ("v2", 732)])
def test_numbers_are_the_official_ones(version: InventoryVersion, rows: int) -> None:
    official = json.loads(_OFFICIAL.read_text(encoding="utf-8"))[version]
    assert len(inventory(version)) == rows
    assert list(inventory(version).symbols) == official
    assert inventory(version).encode(official) == list(range(rows))


def test_what_v1_lacks_becomes_unknown() -> None:
    unknown = inventory("v1").ids[UNKNOWN]
    assert inventory("v1").encode(["n", "i3", "[", "ㄱ", "Yaa1", "nonsense"])[2:] == [unknown] * 4
    assert unknown not in inventory("v2").encode(["n", "i3", "[", "ㄱ", "Yaa1"])


@given(st.lists(st.integers(0, 731)))
def test_numbers_come_back(ids: list[int]) -> None:
    assert inventory("v2").encode(inventory("v2").decode(ids)) == ids


@pytest.mark.parametrize("number", [-1, 322])
def test_a_number_of_no_phone_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=f"{number} at position 1 is no phone of v1"):
        inventory("v1").decode([0, number])


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match="v1 and v2"):
        inventory("v3")  # type: ignore[arg-type]
