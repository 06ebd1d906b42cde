# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventories of v1 (Mandarin, English, Japanese) and of v2 to v2ProPlus (Korean and Cantonese too).

A phone's number is its row in the checkpoints' text embeddings; v1's phones are the first of v2's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

InventoryVersion = Literal["v1", "v2"]
"""``v2`` is also that of v2Pro and v2ProPlus."""

UNKNOWN = "UNK"
"""Stands for a phone that is in no inventory."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The phones of one version.

    Attributes:
        version: Which.
        symbols: Every phone, at its number.
        ids: Phone -> number.
    """

    version: InventoryVersion
    symbols: tuple[str, ...]
    ids: Mapping[str, int]

    def __contains__(self, symbol: object) -> bool:
        return symbol in self.ids

    def __len__(self) -> int:
        return len(self.symbols)

    def encode(self, symbols: Iterable[str]) -> list[int]:
        """Numbers of phones; one that is not in the inventory gets that of `UNKNOWN`."""
        unknown = self.ids[UNKNOWN]
        return [self.ids.get(symbol, unknown) for symbol in symbols]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Phones of numbers.

        Raises:
            ValueError: A number is not one of a phone.
        """
        numbers = list(ids)
        for position, number in enumerate(numbers):
            if not 0 <= number < len(self.symbols):
                raise ValueError(f"{number} at position {position} is no phone of {self.version}")
        return [self.symbols[number] for number in numbers]


@cache
def inventory(version: InventoryVersion) -> Inventory:
    """The inventory of a version, read once per process.

    Raises:
        ValueError: There is no such version.
    """
    if version not in ("v1", "v2"):
        raise ValueError(f"{version!r} is no inventory; there are v1 and v2 (for v2Pro and v2ProPlus too)")
    path = Path(__file__).with_name("inventory.json")
    known = json.loads(path.read_text(encoding="utf-8"))
    symbols = tuple(known["symbols"][: known["v1_count"]] if version == "v1" else known["symbols"])
    return Inventory(version, symbols, MappingProxyType({symbol: i for i, symbol in enumerate(symbols)}))
