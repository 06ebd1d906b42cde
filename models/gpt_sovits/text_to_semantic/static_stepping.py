# SPDX-License-Identifier: GPL-3.0-or-later
"""The network one token at a time in buffers that never move, so that CUDA can replay a step as one graph.

A step of this network is hundreds of small kernels; launching them takes longer than running them.
"""

from __future__ import annotations

import logging

import torch
from torch import Tensor

from models.gpt_sovits.text_to_semantic.network import TextToSemantic
from models.gpt_sovits.text_to_semantic.prefix import Prefix
from models.gpt_sovits.text_to_semantic.stepping import empty_cache

SPAN = 256
"""A step looks at the cache in multiples of this, so that few graphs are needed."""

_WARM_UPS = 2

_log = logging.getLogger(__name__)


class StaticStepper:
    """A `stepping.Stepper` whose step has fixed shapes: what is not in use is masked.

    Rows that are done go on being computed; their results are not returned.

    Args:
        network: Must stay on its device, with its weights where they are.
        batch: Rows.
        capacity: Slots, prefix and padding included; rounded up to a multiple of `SPAN`.
    """

    def __init__(self, network: TextToSemantic, batch: int, capacity: int) -> None:
        device = network.device
        self.batch = batch
        self.capacity = -(-capacity // SPAN) * SPAN
        self._network = network
        self._cache = empty_cache(network, batch, self.capacity)
        self._tokens = torch.zeros(batch, dtype=torch.int64, device=device)
        self._positions = torch.zeros_like(self._tokens)
        self._slot = torch.zeros(1, dtype=torch.int64, device=device)
        self._logits = self._cache.keys.new_zeros(batch, network.config.classes)
        self._rows = torch.arange(batch, device=device)
        self._used = 0

    @torch.inference_mode()
    def prefill(self, prefix: Prefix) -> Tensor:
        """See `stepping.Stepper`.

        Raises:
            ValueError: The batch has other rows than the buffers, or is too long for them.
        """
        if prefix.batch != self.batch or prefix.slots > self.capacity:
            raise ValueError(
                f"prefix: {prefix.batch} rows of {prefix.slots} do not fit {self.batch} of {self.capacity}"
            )
        self._cache.clear()
        logits = self._network.prefill(prefix, self._cache)
        self._positions.copy_(prefix.token_lengths)
        self._slot.fill_(prefix.slots)
        self._rows = torch.arange(self.batch, device=self._tokens.device)
        self._used = prefix.slots
        return logits

    @torch.inference_mode()
    def step(self, tokens: Tensor) -> Tensor:
        """See `stepping.Stepper`.

        Raises:
            ValueError: All slots are in use.
        """
        if self._used == self.capacity:
            raise ValueError(f"tokens: all {self.capacity} slots are in use")
        self._tokens.index_copy_(0, self._rows, tokens)
        self._used += 1
        self._run(-(-self._used // SPAN) * SPAN)
        return self._logits[self._rows]

    @torch.inference_mode()
    def keep(self, rows: Tensor) -> None:
        """See `stepping.Stepper`."""
        self._rows = self._rows[rows]

    def _run(self, span: int) -> None:
        self._compute(span)
        self._advance(1)

    def _compute(self, span: int) -> None:
        """Reads and writes nothing but the buffers; may be done again before `_advance`."""
        self._cache.place(self._slot, span)
        logits = self._network.step(self._tokens, self._positions, self._cache, self._cache.mask)
        self._logits.copy_(logits)

    def _advance(self, steps: int) -> None:
        self._slot.add_(steps)
        self._positions.add_(steps)


class GraphStepper(StaticStepper):
    """Replays each step as a CUDA graph; where none can be made, computes it without."""

    def __init__(self, network: TextToSemantic, batch: int, capacity: int) -> None:
        super().__init__(network, batch, capacity)
        self._graphs: dict[int, torch.cuda.CUDAGraph | None] = {}

    @property
    def captured(self) -> set[int]:
        """Spans that have a graph."""
        return {span for span, graph in self._graphs.items() if graph is not None}

    def _run(self, span: int) -> None:
        if span not in self._graphs:
            self._graphs[span] = self._capture(span)
        graph = self._graphs[span]
        if graph is None:
            self._compute(span)
        else:
            graph.replay()
        self._advance(1)

    def _capture(self, span: int) -> torch.cuda.CUDAGraph | None:
        device = self._tokens.device
        graph = torch.cuda.CUDAGraph()
        try:
            stream = torch.cuda.Stream(device)
            stream.wait_stream(torch.cuda.current_stream(device))
            with torch.cuda.stream(stream):  # Libraries choose their kernels and allocate before the capture.
                for _ in range(_WARM_UPS):
                    self._compute(span)
            torch.cuda.current_stream(device).wait_stream(stream)
            # Other threads may use the device meanwhile.
            with torch.cuda.graph(graph, capture_error_mode="thread_local"):
                self._compute(span)
        except RuntimeError as error:
            _log.warning(
                "a step of %d rows over %d slots runs without a CUDA graph: %s", self.batch, span, error
            )
            return None
        return graph
