# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is said, however fast, at any frame rate, on any rig: contacts are seen."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.lipsync import Keys, Phone, Style, animate
from addon.lipsync.bezier import evaluate
from addon.lipsync.dense import sample
from addon.lipsync.phonemes import parts
from tests.addon.lipsync.oracle import LABIALS, LABIODENTALS, RIGS, SIBILANTS, VOWELS, Viewer, near, played

pytestmark = pytest.mark.unit

FPS = (24.0, 24000 / 1001, 25.0, 30000 / 1001, 30.0, 60.0)
SYMBOLS = [*"pbmfvszʃtdnlkɡŋhwjɹθaɑiuəɛɔʊɪ", "tʃ", "aɪ", "oʊ", "ɜː", "ts", "tʂ", "ʰ", "y", "ɕ", "sil"]

rigs = st.sampled_from(sorted(RIGS))
rates = st.sampled_from(FPS)
styles = st.builds(
    Style,
    intensity=st.floats(0.0, 2.0),
    jaw=st.floats(0.0, 2.0),
    lips=st.floats(0.0, 2.0),
    tongue=st.floats(0.0, 2.0),
    anticipation=st.floats(0.0, 0.2),
    smoothing=st.floats(0.25, 4.0),
)
starts = st.sampled_from((1.0, 0.0, -12.0, 37.5, 100.25))


@st.composite
def lines(draw: st.DrawFn, shortest: float = 0.01) -> list[Phone]:
    """Any phones in any order, 10 ms to 0.4 s each."""
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(SYMBOLS), st.floats(shortest, 0.4), st.integers(0, 2)),
            min_size=1,
            max_size=20,
        )
    )
    clock = draw(st.floats(0.0, 1.0))
    phones: list[Phone] = []
    for symbol, length, stress in rows:
        phones.append(Phone(symbol, clock, clock + length, stress))
        clock += length
    return phones


def view(phones: list[Phone], rig: str, fps: float, subframe: bool, style: Style | None = None) -> Viewer:
    """The rig on every whole frame around a line that starts at frame 1."""
    keys = animate(phones, RIGS[rig], fps, start_frame=1.0, style=style, subframe=subframe)
    frames = np.arange(-60.0, np.ceil(1.0 + phones[-1].end * fps) + 90.0)
    return Viewer(rig, played(keys, frames), frames)


@settings(max_examples=60, deadline=None)
@given(lines(shortest=0.05), rigs, rates, st.booleans(), styles)
def test_every_contact_is_seen_within_a_frame_and_a_half_of_its_sound(
    phones: list[Phone], rig: str, fps: float, subframe: bool, style: Style
) -> None:
    """With phones longer than a frame no moment has to give way to another by more than a frame."""
    seen = view(phones, rig, fps, subframe, style)
    sealed, bitten, narrow = seen.sealed(), seen.bitten(), seen.narrow()
    for index, phone in enumerate(phones):
        around = near(phones, index, seen.frames, fps, 1.5)
        if phone.symbol in LABIALS:
            wanted = 2 if fps >= 48.0 or phone.end - phone.start >= 0.08 else 1
            assert np.count_nonzero(sealed & around) >= wanted, (index, phone)
        elif phone.symbol in LABIODENTALS:
            assert np.any(bitten & around), (index, phone)
        elif phone.symbol in SIBILANTS:
            assert np.any(narrow & around), (index, phone)


@settings(max_examples=60, deadline=None)
@given(lines(), rigs, rates, st.booleans())
def test_contacts_keep_their_order_and_never_merge_however_fast(
    phones: list[Phone], rig: str, fps: float, subframe: bool
) -> None:
    """Down to 10 ms a phone: a contact has frames of its own, and a vowel between two opens the mouth."""
    seen = view(phones, rig, fps, subframe)
    sealed, bitten, opened = seen.sealed(), seen.bitten(), seen.opened()
    contacts = [p for p in phones if p.symbol in LABIALS | LABIODENTALS]
    runs = _runs(sealed, bitten)
    wanted = _contact_groups(phones)
    assert len(contacts) == 0 or runs
    assert _is_subsequence(wanted, [kind for kind, _, _ in runs])
    if rig != "vrm":
        for (kind, _, end), (following, begin, _) in pairwise(runs):
            assert kind != following or np.any(opened[end:begin])


def _runs(sealed: np.ndarray, bitten: np.ndarray) -> list[tuple[str, int, int]]:
    """Stretches of frames with closed lips ("C") or the lip on the teeth ("F"), [begin, end)."""
    state = np.where(sealed, "C", np.where(bitten, "F", "-"))
    edges = [0, *(np.flatnonzero(state[1:] != state[:-1]) + 1).tolist(), len(state)]
    return [(str(state[a]), a, b) for a, b in pairwise(edges) if state[a] != "-"]


def _contact_groups(phones: list[Phone]) -> list[str]:
    """The contacts that must be told apart: equal ones merge unless a vowel lies between."""
    groups: list[str] = []
    vowel = True
    for phone in phones:
        kind = "C" if phone.symbol in LABIALS else "F" if phone.symbol in LABIODENTALS else ""
        if kind and (vowel or not groups or groups[-1] != kind):
            groups.append(kind)
        vowel = (vowel or phone.symbol[0] in VOWELS) if not kind else False
    return groups


def _is_subsequence(wanted: list[str], runs: list[str]) -> bool:
    remaining = iter(runs)
    return all(kind in remaining for kind in wanted)


@settings(max_examples=60, deadline=None)
@given(lines(), rigs, rates, starts, st.booleans(), styles)
def test_keys_are_fit_for_an_f_curve(
    phones: list[Phone], rig: str, fps: float, start: float, subframe: bool, style: Style
) -> None:
    keys = animate(phones, RIGS[rig], fps, start_frame=start, style=style, subframe=subframe)
    dense = sample(phones, RIGS[rig], fps, start_frame=start, style=style, subframe=subframe)
    for name, key in keys.items():
        assert key.frames.dtype == np.float64
        assert key.values.dtype == np.float32
        assert np.all(np.diff(key.frames) > 0.0), name
        assert key.values[0] == 0.0
        assert key.values[-1] == 0.0
        assert np.all((key.values >= 0.0) & (key.values <= 1.0))
        assert np.any(key.values > 0.0)
        if not subframe:
            assert np.all(key.frames == np.round(key.frames))
        drawn = evaluate(key.frames, key.values.astype(np.float64), dense.frames)
        assert np.max(np.abs(drawn - dense.shapes[name])) <= 0.02 + 1e-6, name
        between = np.linspace(key.frames[0] - 1.0, key.frames[-1] + 1.0, 400)
        drawn = evaluate(key.frames, key.values.astype(np.float64), between)
        assert drawn.min() >= -1e-6
        assert drawn.max() <= 1.0 + 1e-6


@settings(max_examples=40, deadline=None)
@given(lines(), rigs, rates, st.booleans())
def test_the_same_line_gives_the_same_bytes(
    phones: list[Phone], rig: str, fps: float, subframe: bool
) -> None:
    def speak() -> dict[str, tuple[bytes, bytes]]:
        keys: dict[str, Keys] = animate(list(phones), RIGS[rig], fps, subframe=subframe)
        return {name: (key.frames.tobytes(), key.values.tobytes()) for name, key in keys.items()}

    first, second = speak(), speak()
    assert first == second
    assert list(first) == list(second)


@settings(max_examples=25, deadline=None)
@given(lines(), rates)
def test_whole_frames_of_lead_move_the_keys_and_nothing_else(phones: list[Phone], fps: float) -> None:
    here = animate(phones, RIGS["arkit"], fps, start_frame=1.0)
    there = animate(phones, RIGS["arkit"], fps, start_frame=1001.0)
    assert here.keys() == there.keys()
    for name, key in here.items():
        np.testing.assert_array_equal(key.frames + 1000.0, there[name].frames)
        np.testing.assert_array_equal(key.values, there[name].values)


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=6))
def test_any_text_is_a_phoneme(symbol: str) -> None:
    shares = parts(symbol)
    assert shares[0].begin == 0.0
    assert shares[-1].end == 1.0
    phones = [Phone(symbol, 0.1, 0.25)]
    for key in animate(phones, RIGS["oculus"], 24.0).values():
        assert np.all(np.isfinite(key.values))
