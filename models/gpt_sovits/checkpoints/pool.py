# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks that several voices share: each is loaded once, and the longest unused leave first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast

from torch import Tensor


class Weighty(Protocol):
    """A network, or what is made around one."""

    def parameters(self) -> Iterator[Tensor]: ...  # noqa: D102

    def buffers(self) -> Iterator[Tensor]: ...  # noqa: D102


Network = TypeVar("Network", bound=Weighty)


@dataclass(slots=True, eq=False)
class _Entry:
    loading: Future[Weighty]
    size: int = 0
    users: int = 0


class ModelPool:
    """Keeps loaded networks within a bound of memory. Calls may come from any thread.

    A network in use stays, even beyond the bound; what nobody uses leaves, the longest unused first.

    Args:
        max_bytes: Of all networks' weights together.
    """

    def __init__(self, max_bytes: int) -> None:
        if max_bytes <= 0:
            raise ValueError(f"max_bytes: {max_bytes} is not positive")
        self._max_bytes = max_bytes
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def used_bytes(self) -> int:
        """Of the weights of all networks that are kept."""
        with self._lock:
            return sum(entry.size for entry in self._entries.values())

    @contextmanager
    def borrow(self, key: Hashable, load: Callable[[], Network]) -> Iterator[Network]:
        """A network for as long as the block lasts.

        Args:
            key: What decides its weights, device and precision, such as the file's digest and the placement.
            load: Makes it if it is not there. When several threads ask at once, one makes it and the others
                wait; if that fails, they all get the error, and the next to ask tries anew.
        """
        entry, is_first = self._take(key)
        try:
            if is_first:
                self._load(key, entry, load)
            yield cast(Network, entry.loading.result())
        finally:
            self._give_back(entry)

    def clear(self) -> None:
        """Lets go of all networks that nobody uses."""
        with self._lock:
            self._shrink_to(0)

    def _take(self, key: Hashable) -> tuple[_Entry, bool]:
        with self._lock:
            entry = self._entries.get(key)
            is_first = entry is None
            if entry is None:
                entry = self._entries[key] = _Entry(Future())
            self._entries.move_to_end(key)
            entry.users += 1
            return entry, is_first

    def _load(self, key: Hashable, entry: _Entry, load: Callable[[], Weighty]) -> None:
        try:
            network = load()
        except BaseException as error:
            with self._lock:
                del self._entries[key]
            entry.loading.set_exception(error)
            raise
        with self._lock:
            entry.size = size_of(network)
            self._shrink_to(self._max_bytes)
        entry.loading.set_result(network)

    def _give_back(self, entry: _Entry) -> None:
        with self._lock:
            entry.users -= 1
            self._shrink_to(self._max_bytes)

    def _shrink_to(self, max_bytes: int) -> None:
        """Drops unused networks, oldest first; the lock is held."""
        used = sum(entry.size for entry in self._entries.values())
        for key, entry in list(self._entries.items()):
            if used <= max_bytes:
                return
            if not entry.users:
                used -= entry.size
                del self._entries[key]


def size_of(network: Weighty) -> int:
    """Bytes of a network's weights and buffers."""
    tensors = [*network.parameters(), *network.buffers()]
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)
