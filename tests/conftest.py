# SPDX-License-Identifier: GPL-3.0-or-later
"""Rings of tests: each module names its ring, slow tests run on request, GPU tests where there is a GPU."""

from __future__ import annotations

import functools
import os

import pytest

# Torch's threads spin for each other: with other work on the cores, one is faster than two. Torch reads it
# when it is imported, here and in the sidecars that are started.
os.environ.setdefault("OMP_NUM_THREADS", "1")

RINGS = {"unit", "model", "grpc", "blender"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow too")


@functools.cache
def has_cuda() -> bool:
    try:
        import torch
    except ImportError:  # Blender's environment has no torch.
        return False
    return torch.cuda.is_available()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        if not marks & RINGS:
            raise pytest.UsageError(f"{item.nodeid} names no ring: mark its module, {sorted(RINGS)}")
        if "slow" in marks and not config.getoption("--slow"):
            item.add_marker(pytest.mark.skip(reason="slow: run with --slow"))
        if "gpu" in marks and not has_cuda():
            item.add_marker(pytest.mark.skip(reason="needs a CUDA device"))
