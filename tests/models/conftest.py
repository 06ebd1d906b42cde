# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of all networks share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch


@pytest.fixture(scope="session")
def one_torch_thread() -> Iterator[None]:
    """Torch's threads spin for each other: with other work on the cores, one is faster than two."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
