# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene with one character and a helper that gives lines their speech."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ..head import make_head
from .speech import mama


@pytest.fixture
def head(scene: Any) -> Any:
    """Alice's head; Alice is in the cast."""
    from addon.properties import add_character

    head = make_head("Alice")
    add_character(scene, "Alice").meshes.add().object = head
    return head


@pytest.fixture
def say(scene: Any, head: Any) -> Callable[..., Any]:
    """Adds a line of Alice's, as if it had just been spoken."""
    from addon.properties import add_line, find_line
    from addon.scene import apply

    def add(text: str = "mama", seconds: float = 1.0, beside: bool = False) -> Any:
        uid = add_line(scene, text, "Alice").uid
        line = find_line(scene, uid)
        assert apply.apply_speech(scene, apply.request_of(scene, line), mama(seconds), beside=beside)
        return find_line(scene, uid)

    return add
