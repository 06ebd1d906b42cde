# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the GPT-SoVITS networks share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _small_networks(one_torch_thread: None) -> None:
    """Small tensors are slower on many threads."""
