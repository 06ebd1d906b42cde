# SPDX-License-Identifier: GPL-3.0-or-later
"""A sidecar that speaks noise, for what a real one needs minutes or other voices for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ..conftest import ROOT, wait_for

SlowSession = Callable[[float, int], Any]


@pytest.fixture
def slow_session(scene: Any, no_sidecar: Any) -> Iterator[SlowSession]:
    """Connects the add-on to a sidecar that answers late: seconds, and how many calls of five."""
    from addon.client.session import State
    from addon.client.target import Connect
    from addon.client.versions import addon_version

    started: list[subprocess.Popen[str]] = []

    def start(seconds: float, slow_calls: int) -> Any:
        command = [sys.executable, "-m", "tests.addon.slow_sidecar", addon_version()]
        process = subprocess.Popen(
            [*command, str(seconds), str(slow_calls)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        no_sidecar.unhurried = False  # as in a window
        no_sidecar.start(Connect(process.stdout.readline().strip(), ""))
        wait_for(lambda: no_sidecar.tick() is None or no_sidecar.state is State.READY)
        return no_sidecar

    yield start
    no_sidecar.stop()
    for process in started:
        process.kill()
        process.wait()
