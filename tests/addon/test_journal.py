# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked for is found again, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addon.journal import Entry, Journal

pytestmark = pytest.mark.unit

NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
ENTRIES = st.builds(Entry, NAMES, NAMES, st.lists(NAMES, min_size=1, max_size=5).map(tuple))


@given(entry=ENTRIES, later=ENTRIES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_blend_has_its_own_lines(tmp_path: Path, entry: Entry, later: Entry) -> None:
    journal = Journal(tmp_path)
    journal.note(entry)
    journal.note(later)
    assert journal.find(later.blend) == later
    if entry.blend != later.blend:
        assert journal.find(entry.blend) == entry
    for each in (entry, later):
        journal.forget(each.blend)
        assert journal.find(each.blend) is None
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_made_until_there_is_something_to_note(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    assert journal.find("/a.blend") is None
    journal.forget("/a.blend")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"blend": 1, "scene": "S", "lines": 3}', "\udcff"])
def test_a_damaged_note_counts_as_none(tmp_path: Path, text: str) -> None:
    journal = Journal(tmp_path)
    journal.note(Entry("/a.blend", "Scene", ("1",)))
    (path,) = tmp_path.iterdir()
    path.write_bytes(text.encode(errors="surrogateescape"))
    assert journal.find("/a.blend") is None


def test_a_note_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("in the way")
    with pytest.raises(OSError, match=r"journal|exist|director"):
        Journal(tmp_path / "journal").note(Entry("/a.blend", "Scene", ("1",)))
