# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what with a voice."""

from __future__ import annotations

import pytest

from sidecar.principals import LOCAL, Principal
from sidecar.voices.permission import Use, permits

pytestmark = pytest.mark.unit

BOB = Principal("0b0b", "Bob")


@pytest.mark.parametrize("use", Use)
def test_owners_may_do_anything_and_others_nothing(use: Use) -> None:
    assert permits(BOB, BOB.id, use)
    assert not permits(LOCAL, BOB.id, use)
    assert not permits(BOB, LOCAL.id, use)
    assert not permits(Principal("1c1c", BOB.name), BOB.id, use)  # a name is not an identity


def test_stock_voices_are_everybodys_and_nobodys_to_change() -> None:
    for principal in (LOCAL, BOB):
        assert permits(principal, None, Use.SEE)
        assert permits(principal, None, Use.SPEAK)
        assert not permits(principal, None, Use.CHANGE)
