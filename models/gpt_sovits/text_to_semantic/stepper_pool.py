# SPDX-License-Identifier: GPL-3.0-or-later
"""Which way of stepping a batch takes; static ones are used again, as their graphs take a while to make."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from models.gpt_sovits.text_to_semantic.network import TextToSemantic
from models.gpt_sovits.text_to_semantic.static_stepping import GraphStepper
from models.gpt_sovits.text_to_semantic.stepping import PlainStepper, Stepper

_CAPACITY_STEP = 1024
_LARGEST_BATCH = 8
_KEPT = 2


class StepperPool:
    """Lends steppers: on CUDA such as replay graphs, elsewhere and for large batches plain ones.

    Safe to use from several threads. At full size a static stepper holds about 50 MB of cache for each row
    and 1024 slots in half precision.

    Args:
        network: Must not be moved or cast while the pool is in use.
        graphs: False for plain ones everywhere.
    """

    def __init__(self, network: TextToSemantic, graphs: bool = True) -> None:
        self._network = network
        self._graphs = graphs
        self._idle: list[GraphStepper] = []
        self._lock = threading.Lock()

    @contextmanager
    def borrow(self, batch: int, slots: int) -> Iterator[Stepper]:
        """A stepper for so many rows, each with up to so many slots."""
        if not self._graphs or self._network.device.type != "cuda" or batch > _LARGEST_BATCH:
            yield PlainStepper(self._network)
            return
        stepper = self._take(batch, slots)
        try:
            yield stepper
        finally:  # In whatever state: a prefill begins anew.
            with self._lock:
                self._idle = [*self._idle, stepper][-_KEPT:]

    def _take(self, batch: int, slots: int) -> GraphStepper:
        with self._lock:
            for index, stepper in enumerate(self._idle):
                if stepper.batch == batch and stepper.capacity >= slots:
                    return self._idle.pop(index)
        return GraphStepper(self._network, batch, -(-slots // _CAPACITY_STEP) * _CAPACITY_STEP)
