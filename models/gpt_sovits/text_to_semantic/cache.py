# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and values of the positions that a decoder has seen, in buffers that outlive a step."""

from __future__ import annotations

import torch
from torch import Tensor

_GROWTH = 256


class KeyValueCache:
    """Slots for keys and values; a slot is seen by later positions if it is marked visible.

    A step first names its slots with `place`, then each layer writes them with `update`. Buffers keep their
    addresses until `reserve` or `keep` is called, so that a CUDA graph may refer to them.

    Args:
        layers: Of the transformer.
        shape: (batch, heads, size of a head).
        capacity: Slots at the beginning.
        like: Gives device and data type.
    """

    def __init__(self, layers: int, shape: tuple[int, int, int], capacity: int, like: Tensor) -> None:
        batch, heads, size = shape
        self.keys = like.new_zeros(layers, batch, heads, capacity, size)
        self.values = torch.zeros_like(self.keys)
        self.visible = torch.zeros(batch, capacity, dtype=torch.bool, device=like.device)
        self._slots = torch.zeros(0, dtype=torch.int64, device=like.device)
        self._span = 0

    @property
    def capacity(self) -> int:
        """Slots there are."""
        return self.visible.shape[1]

    @property
    def mask(self) -> Tensor:
        """What one more position sees of the span: [batch, 1, 1, span]."""
        return self.visible[:, None, None, : self._span]

    def place(self, slots: Tensor, span: int, valid: Tensor | None = None) -> None:
        """Says where the next step's keys go.

        Args:
            slots: int64 [n], on the cache's device.
            span: How many slots, from the first, the step is given to look at.
            valid: Which of them later positions may see: bool [batch, n]; None for all.
        """
        self._slots, self._span = slots, span
        if valid is None:
            self.visible.index_fill_(1, slots, True)
        else:
            self.visible.index_copy_(1, slots, valid)

    def update(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Writes a layer's keys and values [batch, heads, n, size]; gives those of the span."""
        keys, values = self.keys[layer], self.values[layer]
        keys.index_copy_(2, self._slots, key)
        values.index_copy_(2, self._slots, value)
        return keys[:, :, : self._span], values[:, :, : self._span]

    def clear(self) -> None:
        """Forgets everything; the buffers stay."""
        self.visible.zero_()

    def reserve(self, slots: int) -> None:
        """Makes room for so many slots."""
        missing = slots - self.capacity
        if missing <= 0:
            return
        more = max(missing, min(self.capacity, _GROWTH))
        self.keys = torch.nn.functional.pad(self.keys, (0, 0, 0, more))
        self.values = torch.nn.functional.pad(self.values, (0, 0, 0, more))
        self.visible = torch.nn.functional.pad(self.visible, (0, more))

    def keep(self, rows: Tensor) -> None:
        """Keeps these rows of the batch, int64 [n], and forgets the others."""
        self.keys = self.keys.index_select(1, rows)
        self.values = self.values.index_select(1, rows)
        self.visible = self.visible.index_select(0, rows)
