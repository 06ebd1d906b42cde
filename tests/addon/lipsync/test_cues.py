# SPDX-License-Identifier: GPL-3.0-or-later
"""A line as held drawings: every contact is seen, nothing flickers, words read as their sounds."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.lipsync import Phone, Style
from addon.lipsync.cues import Cue, cues
from addon.lipsync.cuesets import CUE_SETS, PRESTON_BLAIR, RHUBARB, CueSet
from tests.addon.lipsync.oracle import LABIALS, LABIODENTALS, VOWELS, spoken_lines, utter

pytestmark = pytest.mark.unit

FPS = (12.0, 24.0, 24000 / 1001, 25.0, 30000 / 1001, 30.0, 60.0)
SETS = (*CUE_SETS.values(), RHUBARB.without("GHX"))
SYMBOLS = [*"pbmfvszʃtdnlkɡŋhwjɹθaɑiuəɛɔʊɪ", "tʃ", "aɪ", "oʊ", "ɜː", "ts", "ʰ", "y", "ɕ", "sil"]


def shown(phones: list[Phone], cue_set: CueSet = RHUBARB, fps: float | None = 24.0, **options: Any) -> str:
    """The drawings one after the other."""
    return " ".join(cue.symbol for cue in cues(phones, cue_set, fps=fps, **options))


def frames(cue: Cue, fps: float | None) -> int:
    length = (cue.end - cue.start) * (fps or 100.0)
    assert length == pytest.approx(round(length), abs=1e-6)
    return round(length)


@st.composite
def lines(draw: st.DrawFn, shortest: float = 0.01) -> list[Phone]:
    """Any phones in any order, with gaps here and there."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(SYMBOLS),
                st.floats(shortest, 0.4),
                st.sampled_from((0.0, 0.0, 0.0, 0.05, 0.6)),
            ),
            min_size=1,
            max_size=20,
        )
    )
    clock = draw(st.floats(0.0, 1.0))
    phones: list[Phone] = []
    for symbol, length, gap in rows:
        phones.append(Phone(symbol, clock, clock + length))
        clock += length + gap
    return phones


def contacts(phones: list[Phone], cue_set: CueSet) -> list[str]:
    """Drawings that must be seen in this order; labials without a sound between them are one closure.

    A set without a drawing of its own for f and v has nothing to tell two of them apart.
    """
    bite = cue_set.bite if cue_set.bite != cue_set.narrow else ""

    def contact(phone: Phone) -> str:
        return cue_set.closed if phone.symbol in LABIALS else bite if phone.symbol in LABIODENTALS else ""

    wanted: list[str] = []
    for symbol, group in groupby((p for p in phones if p.symbol not in ("sil", "ʰ")), contact):
        vowel = any(phone.symbol in VOWELS for phone in group)
        wanted.append(symbol or ("open" if vowel else ""))
    places = [place for place, symbol in enumerate(wanted) if symbol in (cue_set.closed, bite) and symbol]
    return [symbol for symbol in wanted[places[0] : places[-1] + 1] if symbol] if places else []


def is_seen_in(wanted: list[str], row: list[str], cue_set: CueSet) -> bool:
    """Whether the wanted drawings appear in the row in this order, each on its own."""
    place = iter(row)
    opens = set(cue_set.symbols) - {cue_set.closed}
    return all(any(s == want or (want == "open" and s in opens) for s in place) for want in wanted)


@settings(max_examples=150, deadline=None)
@given(lines(), st.sampled_from(SETS), st.sampled_from((None, *FPS)), st.floats(0.0, 0.2))
def test_every_contact_is_seen_and_different_ones_never_merge(
    phones: list[Phone], cue_set: CueSet, fps: float | None, minimum: float
) -> None:
    row = [cue.symbol for cue in cues(phones, cue_set, fps=fps, minimum=minimum)]
    assert is_seen_in(contacts(phones, cue_set), row, cue_set), (row, contacts(phones, cue_set))


@settings(max_examples=150, deadline=None)
@given(lines(), st.sampled_from(SETS), st.sampled_from((None, *FPS)))
def test_cues_tile_the_line_on_whole_frames(phones: list[Phone], cue_set: CueSet, fps: float | None) -> None:
    row = cues(phones, cue_set, fps=fps)
    assert row[0].start == 0.0
    for before, after in pairwise(row):
        assert before.end == after.start
        assert before.symbol != after.symbol
    assert {cue.symbol for cue in row} <= set(cue_set.symbols)
    assert all(frames(cue, fps) >= 1 for cue in row)
    raster = fps or 100.0
    most = max(phones[-1].end * raster + 1.0, 2.0 * len(phones))  # more contacts than frames need their room
    assert phones[-1].end - 1e-9 <= row[-1].end <= most / raster


@settings(max_examples=100, deadline=None)
@given(lines(), st.sampled_from(SETS), st.sampled_from((None, *FPS)), st.sampled_from((0.0, 0.07, 0.15)))
def test_only_what_must_be_seen_is_held_for_less_than_the_minimum(
    phones: list[Phone], cue_set: CueSet, fps: float | None, minimum: float
) -> None:
    row = cues(phones, cue_set, fps=fps, minimum=minimum)
    least = max(1, int(minimum * (fps or 100.0) + 0.5))
    must = {cue_set.closed, cue_set.bite}
    for index, cue in enumerate(row):
        if frames(cue, fps) < least and cue.symbol not in must and len(row) > 1:
            around = {other.symbol for other in row[max(index - 2, 0) : index + 3]}
            assert around & must, (index, row)


@settings(max_examples=60, deadline=None)
@given(lines(shortest=0.09), st.sampled_from((24.0, 30.0, 60.0)))
def test_unhurried_speech_never_flickers_and_closes_on_the_sound(phones: list[Phone], fps: float) -> None:
    row = cues(phones, RHUBARB, fps=fps)
    least = round(0.07 * fps)
    short = [cue for cue in row if frames(cue, fps) < least]
    assert not short or [cue.symbol for cue in short] == [row[-1].symbol]
    for phone in phones:
        wanted = {"A"} if phone.symbol in LABIALS else {"G"} if phone.symbol in LABIODENTALS else None
        if wanted:
            seen = [
                c
                for c in row
                if c.symbol in wanted and c.start < phone.end + 1.5 / fps and c.end > phone.start
            ]
            assert seen, (phone, row)


@pytest.mark.parametrize("fps", [24.0, 25.0, 30.0, 60.0, None])
@pytest.mark.parametrize("cue_set", SETS[:2], ids=lambda cue_set: cue_set.id)
def test_spoken_lines_show_every_contact_where_it_sounds(cue_set: CueSet, fps: float | None) -> None:
    """Real timings, at speeds 1.0 and 1.4: within one frame of its sound."""
    slack = 1.0 / (fps or 100.0) - 1e-6
    for _, phones in spoken_lines():
        row = cues(phones, cue_set, fps=fps)
        for phone in phones:
            wanted = (
                cue_set.closed
                if phone.symbol[0] in LABIALS
                else cue_set.bite
                if phone.symbol in LABIODENTALS
                else None
            )
            overlap = [c.symbol for c in row if c.start < phone.end + slack and c.end > phone.start - slack]
            assert wanted is None or wanted in overlap, (phone, overlap)


@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0])
def test_spoken_lines_do_not_flicker(fps: float) -> None:
    """Under two frames only where contacts leave no room: less than one drawing in thirty."""
    held = [
        frames(cue, fps)
        for line, phones in spoken_lines()
        if line["speed"] == 1.0
        for cue in cues(phones, RHUBARB, fps=fps)
    ]
    assert sum(1 for length in held if length < 2) / len(held) < 1 / 30


@pytest.mark.parametrize(
    ("word", "rhubarb", "blair"),
    [
        ("m 'ɑ m ə", "X A D C A C X", "rest MBP AI MBP AI rest"),
        ("f 'aɪ v", "X G D B G X", "rest FV AI E FV rest"),
        ("m 'u n", "X A F B X", "rest MBP U etc rest"),
        ("s 'i", "X B X", "rest etc E rest"),
        ("w 'i", "X F B X", "rest WQ E rest"),
        ("tʃ 'ɜː tʃ", "X B E B X", "rest etc O etc rest"),
        ("l 'ɑ", "X H D C X", "rest L AI rest"),
        ("n 'ɑ", "X B D C X", "rest etc AI rest"),
        ("h 'ɑ t", "X D C B X", "rest AI etc rest"),
        ("b 'ɔɪ", "X A E B X", "rest MBP O E rest"),
        ("m ɑ m ɑ", "X A D A D X", "rest MBP AI MBP AI rest"),
        ("tɕʰ y", "X B F X", "rest etc U rest"),
        ("ʂ ɨ", "X B X", "rest etc E rest"),
        ("k ɯ", "X B X", "rest etc E rest"),
        ("k ɤ", "X B C X", "rest etc AI rest"),
    ],
)
def test_words_read_as_their_sounds(word: str, rhubarb: str, blair: str) -> None:
    phones = utter(word, each=0.16)
    assert shown(phones, RHUBARB, fps=None) == rhubarb
    assert shown(phones, PRESTON_BLAIR, fps=None) == blair


def test_two_labials_in_a_row_are_one_closure() -> None:
    assert shown(utter("'ɑ p b 'ɑ")).split().count("A") == 1


def test_two_closures_with_anything_between_them_are_two() -> None:
    assert shown(utter("'ɑ p t p 'ɑ", each=0.03)).split().count("A") == 2


def test_a_short_pause_is_absorbed_and_a_long_one_rests() -> None:
    def said(pause: float) -> str:
        return shown(
            [Phone("ɑ", 0.2, 0.4), Phone("sil", 0.4, 0.4 + pause), Phone("i", 0.4 + pause, 0.8 + pause)]
        )

    assert said(0.2) == "X D C B"
    assert said(0.5) == "X D C X B"


def test_a_gap_without_a_phone_is_a_pause() -> None:
    gap = shown([Phone("ɑ", 0.2, 0.4), Phone("ɑ", 1.0, 1.2)])
    assert gap == shown([Phone("ɑ", 0.2, 0.4), Phone("sil", 0.4, 1.0), Phone("ɑ", 1.0, 1.2)])
    assert gap.split().count("X") == 2


def test_a_short_diphthong_takes_one_drawing() -> None:
    assert shown(utter("t 'aɪ t", each=0.06), fps=None) == "X B D B X"
    assert shown(utter("t 'eɪ t", each=0.2), fps=None).split()[1:4] == ["B", "C", "B"]


def test_a_plosive_is_closed_before_its_release_and_open_after() -> None:
    phones = [Phone("ɑ", 0.2, 0.5), Phone("p", 0.5, 0.6), Phone("ɑ", 0.6, 0.9)]
    (closure,) = [cue for cue in cues(phones, RHUBARB) if cue.symbol == "A"]
    assert 0.4 <= closure.start <= 0.5
    assert 0.55 <= closure.end < 0.6


def test_a_hum_stays_closed_as_long_as_it_sounds() -> None:
    phones = [Phone("ɑ", 0.2, 0.5), Phone("m", 0.5, 0.9), Phone("ɑ", 0.9, 1.2)]
    (closure,) = [cue for cue in cues(phones, RHUBARB) if cue.symbol == "A"]
    assert closure.end - closure.start >= 0.35


def test_drawings_come_a_little_early() -> None:
    phones = [Phone("i", 0.2, 0.6), Phone("u", 0.6, 1.0)]

    def onset(anticipation: float) -> float:
        return next(
            c.start for c in cues(phones, RHUBARB, style=Style(anticipation=anticipation)) if c.symbol == "F"
        )

    assert onset(0.0) == pytest.approx(0.6)
    assert onset(0.08) == pytest.approx(0.52)


def test_lag_moves_the_drawings() -> None:
    phones = utter("m 'ɑ m ə")
    now, later = (
        [cue.start for cue in cues(phones, RHUBARB, fps=24.0, style=Style(lag=lag))] for lag in (0.0, 0.25)
    )
    assert later[1:] == pytest.approx([start + 0.25 for start in now[1:]])


def test_a_mumble_opens_less_than_a_shout_and_still_closes() -> None:
    phones = utter("m 'ɑ m 'ɔ", each=0.16)
    loud, soft = (shown(phones, style=Style(intensity=intensity)).split() for intensity in (1.3, 0.5))
    assert "D" in loud
    assert "D" not in soft
    assert loud.count("A") == soft.count("A") == 2


def test_the_minimum_is_kept() -> None:
    phones = utter("t 'ɛ s t ɪ ŋ ð 'ɪ s", each=0.05)
    short, long = (cues(phones, RHUBARB, fps=24.0, minimum=minimum) for minimum in (0.0, 0.17))
    assert min(frames(cue, 24.0) for cue in long) == 4
    assert len(long) < len(short)


def test_left_out_drawings_are_never_asked_for() -> None:
    phones = utter("f 'ɑ l oʊ w", each=0.16)
    assert shown(phones) == "X G D H E F X"
    assert shown(phones, RHUBARB.without("GHX")) == "A B D C E F A"


def test_nothing_said_is_rest() -> None:
    assert cues([], RHUBARB) == []
    assert cues([Phone("sil", 0.0, 2.0)], RHUBARB, fps=24.0) == [Cue(0.0, 2.0, "X")]


@pytest.mark.parametrize("fps", [0.0, -24.0, float("nan"), float("inf")])
def test_impossible_frame_rates_are_refused(fps: float) -> None:
    with pytest.raises(ValueError, match="fps"):
        cues(utter("a"), RHUBARB, fps=fps)


def test_impossible_times_and_minima_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="minimum"):
        cues(utter("a"), RHUBARB, minimum=-1.0)
    with pytest.raises(ValueError, match=r"phones\[1\].*overlaps"):
        cues([Phone("a", 0.0, 0.3), Phone("b", 0.1, 0.4)], RHUBARB)


def test_the_same_line_gives_the_same_cues() -> None:
    for _, phones in spoken_lines()[:5]:
        assert cues(phones, RHUBARB, fps=24.0) == cues(list(phones), RHUBARB, fps=24.0)
