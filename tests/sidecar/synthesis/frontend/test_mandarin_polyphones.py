# SPDX-License-Identifier: GPL-3.0-or-later
"""得 and 长 are read by their neighbours; other characters by the phrase that they stand in."""

from __future__ import annotations

import pytest

from tests.sidecar.synthesis.frontend.gpt_sovits.speaking import phones

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("跑得快", "p ao3 d e5 k uai4"),
        ("说得对", "sh uo1 d e5 d ui4"),
        ("写得不好", "x ie3 d e5 b u4 h ao3"),
        ("他得到了", "t a1 d e2 d ao4 l e5"),
        ("值得", "zh ir2 d e5"),
        ("还得去", "h ai2 d ei3 q v4"),
        ("很长", "h en3 ch ang2"),
        ("太长了", "t ai4 ch ang2 l e5"),
        ("多长时间", "d uo1 ch ang2 sh ir2 j ian1"),
        ("长出来", "zh ang3 ch u1 l ai5"),
        ("孩子长高了", "h ai2 z i05 zh ang3 g ao1 l e5"),
        ("长得很长", "zh ang3 d e5 h en3 ch ang2"),
        ("校长", "x iao4 zh ang3"),
        ("长期", "ch ang2 q i1"),
        ("还书", "h uan2 sh u1"),
    ],
)
def test_reading(text: str, expected: str) -> None:
    assert phones(text, "zh-CN") == expected
