# SPDX-License-Identifier: GPL-3.0-or-later
"""Which line is which when a script is imported again."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.script import Known, Said, merge

pytestmark = pytest.mark.unit

names = st.sampled_from(["MARIA", "Bram", "LI"])
words = st.lists(
    st.sampled_from(("no", "yes", "the", "lamp", "was", "late", "ha", "你好")), min_size=1, max_size=5
)
said = st.builds(lambda name, text: Said(name, " ".join(text)), names, words)
scripts = st.lists(said, max_size=14)


def known(script: list[Said], by_hand: list[int] | None = None) -> list[Known]:
    """The scene's lines after an import, with lines of the animator's after some of them."""
    lines: list[Known] = []
    for index, line in enumerate(script):
        lines.append(Known(f"s{index}", line.character, line.text))
        if by_hand and index in by_hand:
            lines.append(Known(f"h{index}", "", "", scripted=False))
    return lines


def uids(script: list[Said], old: list[Known]) -> list[str | None]:
    """Per line of the script the scene's line."""
    found = {item.index: item.uid for item in merge(old, script).items if item.index is not None}
    return [found[index] for index in range(len(script))]


@given(scripts, scripts, st.lists(st.integers(0, 13)))
def test_nothing_is_lost_and_the_order_is_the_scripts(
    before: list[Said], after: list[Said], by_hand: list[int]
) -> None:
    old = known(before, by_hand)
    result = merge(old, after)
    assert [item.index for item in result.items if item.index is not None] == list(range(len(after)))
    there = Counter(item.uid for item in result.items if item.uid)
    assert there == Counter(line.uid for line in old)
    kept = {item.uid for item in result.items if item.index is not None and item.uid}
    assert set(result.gone) == {line.uid for line in old if line.scripted} - kept


@given(scripts, scripts)
def test_every_line_that_reads_as_before_keeps_its_id(before: list[Said], after: list[Said]) -> None:
    def key(line: Said) -> tuple[str, str]:
        return line.character.casefold(), line.text

    old = {line.uid: (line.character.casefold(), line.text) for line in known(before)}
    same = Counter(
        key(line)
        for line, uid in zip(after, uids(after, known(before)), strict=True)
        if uid is not None and old[uid] == key(line)
    )
    assert same == Counter(map(key, before)) & Counter(map(key, after))


@given(scripts)
def test_the_same_script_again_changes_nothing(script: list[Said]) -> None:
    result = merge(known(script), script)
    assert [item.uid for item in result.items] == [f"s{index}" for index in range(len(script))]
    assert result.gone == ()


@given(st.lists(said, min_size=1, max_size=14, unique_by=lambda line: line.text), st.data())
def test_one_line_put_in_is_the_only_new_one(script: list[Said], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(script)))
    after = [*script[:place], Said("LI", "Something else entirely."), *script[place:]]
    found = uids(after, known(script))
    assert found == [*(f"s{i}" for i in range(place)), None, *(f"s{i}" for i in range(place, len(script)))]


SCRIPT = [
    Said("MARIA", "Don't breathe. It is listening."),
    Said("BRAM", "Lamps don't listen, Maria."),
    Said("MARIA", "This one sulks."),
    Said("BRAM", "Dear lamp."),
]


def test_a_word_changed_is_the_same_line() -> None:
    after = list(SCRIPT)
    after[1] = Said("BRAM", "Lamps never listen, Maria.")
    assert uids(after, known(SCRIPT)) == ["s0", "s1", "s2", "s3"]


def test_a_line_written_anew_in_its_place_is_the_same_line() -> None:
    after = list(SCRIPT)
    after[2] = Said("Maria", "Give me the spanner.")
    assert uids(after, known(SCRIPT)) == ["s0", "s1", "s2", "s3"]


def test_another_speaker_of_the_same_words_is_the_same_line() -> None:
    after = list(SCRIPT)
    after[3] = Said("LI", "Dear lamp.")
    assert uids(after, known(SCRIPT)) == ["s0", "s1", "s2", "s3"]


def test_a_line_that_was_moved_is_the_same_line() -> None:
    after = [SCRIPT[3], *SCRIPT[:3]]
    assert uids(after, known(SCRIPT)) == ["s3", "s0", "s1", "s2"]


def test_a_line_of_somebody_elses_is_gone_and_a_new_one_is_new() -> None:
    after = [SCRIPT[0], Said("LI", "你们的灯昨晚迟到了。"), *SCRIPT[2:]]
    result = merge(known(SCRIPT), after)
    assert [item.uid for item in result.items] == ["s0", "s1", None, "s2", "s3"]
    assert result.gone == ("s1",)


def test_lines_typed_by_hand_stay_below_the_line_they_were_below() -> None:
    old = [Known("h", scripted=False), *known(SCRIPT, [1])]
    after = [SCRIPT[1], SCRIPT[0], *SCRIPT[2:]]
    assert [item.uid for item in merge(old, after).items] == ["h", "s1", "h1", "s0", "s2", "s3"]


def test_spaces_and_capitals_of_names_do_not_count() -> None:
    after = [Said(line.character.title(), line.text.replace(" ", "  ")) for line in SCRIPT]
    assert uids(after, known(SCRIPT)) == ["s0", "s1", "s2", "s3"]
