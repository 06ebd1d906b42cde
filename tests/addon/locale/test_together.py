# SPDX-License-Identifier: GPL-3.0-or-later
"""Things that are told in one sentence."""

from __future__ import annotations

import pytest

from addon.locale import together

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([], ""),
        (["", ""], ""),
        (["1 line spoken"], "1 line spoken"),
        (["1 line spoken", "", "2 failed"], "1 line spoken, 2 failed"),
        (["one", "two", "three"], "one, two, three"),
    ],
)
def test_what_is_empty_leaves_no_comma(parts: list[str], told: str) -> None:
    assert together(parts, "{first}, {then}") == told
