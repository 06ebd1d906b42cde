# SPDX-License-Identifier: GPL-3.0-or-later
"""Known words read as their sounds."""

from __future__ import annotations

import numpy as np
import pytest

from addon.lipsync import CHANNELS, Phone, Style, animate, articulate
from tests.addon.lipsync.oracle import RIGS, Viewer, played, utter

pytestmark = pytest.mark.unit


def at_24(phones: list[Phone], rig: str = "oculus", style: Style | None = None) -> Viewer:
    keys = animate(phones, RIGS[rig], 24.0, style=style)
    frames = np.arange(-12.0, phones[-1].end * 24.0 + 12.0)
    return Viewer(rig, played(keys, frames), frames)


def runs(flags: np.ndarray) -> int:
    """How often a flag goes up."""
    return int(np.count_nonzero(np.diff(np.concatenate(([False], flags)).astype(int)) == 1))


def peak_frame(viewer: Viewer, shape: str) -> float:
    return float(viewer.frames[np.argmax(viewer.shape(shape))])


@pytest.mark.parametrize("rig", ["arkit", "oculus"])
@pytest.mark.parametrize(
    ("word", "closures"), [("m 'a m ə", 2), ("b 'eɪ b i", 2), ("p 'ɑ p", 2), ("m 'u n", 1), ("s 'i", 0)]
)
def test_lips_close_once_per_labial(rig: str, word: str, closures: int) -> None:
    assert runs(at_24(utter(word), rig).sealed()) == closures


def test_two_labials_in_a_row_are_one_closure() -> None:
    assert runs(at_24(utter("'a p b 'a")).sealed()) == 1


@pytest.mark.parametrize("rig", ["arkit", "oculus"])
def test_five_bites_the_lip_twice_and_opens_wide_between(rig: str) -> None:
    seen = at_24(utter("f 'aɪ v"), rig)
    assert runs(seen.bitten()) == 2
    assert seen.shape("jawOpen", "viseme_aa").max() > 0.6
    assert not np.any(seen.sealed())


def test_moon_closes_then_rounds() -> None:
    seen = at_24(utter("m 'u n"))
    assert seen.shape("viseme_U").max() > 0.9
    assert peak_frame(seen, "viseme_PP") < peak_frame(seen, "viseme_U") < peak_frame(seen, "viseme_nn")
    assert seen.shape("viseme_E", "viseme_I", "viseme_aa").max() < 0.1


def test_see_shows_teeth_then_spreads() -> None:
    seen = at_24(utter("s 'i"))
    assert peak_frame(seen, "viseme_SS") < peak_frame(seen, "viseme_I")
    assert seen.shape("viseme_I").max() > 0.9
    assert seen.shape("viseme_O", "viseme_U", "viseme_aa").max() < 0.1


def test_church_pushes_the_lips_forward_twice() -> None:
    seen = at_24(utter("tʃ 'ɜː tʃ"), "arkit")
    assert runs(seen.shape("mouthFunnel") > 0.15) == 2
    assert np.all(seen.shape("jawOpen")[seen.shape("mouthFunnel") > 0.2] <= 0.15)


def test_a_diphthong_travels() -> None:
    seen = at_24(utter("'ɔɪ", each=0.2))
    assert seen.shape("viseme_O").max() > 0.7
    assert seen.shape("viseme_I").max() > 0.7
    assert peak_frame(seen, "viseme_O") + 2 < peak_frame(seen, "viseme_I")


@pytest.mark.parametrize(
    ("vowel", "shape"),
    [
        *((vowel, "viseme_aa") for vowel in "ɑa"),
        *((vowel, "viseme_E") for vowel in "ɛe"),
        *((vowel, "viseme_I") for vowel in "ɪi"),
        *((vowel, "viseme_O") for vowel in "ɔo"),
        *((vowel, "viseme_U") for vowel in "ʊuy"),
    ],
)
def test_a_stressed_vowel_reaches_its_own_shape_between_other_sounds(vowel: str, shape: str) -> None:
    seen = at_24(
        utter(f"t 'a t '{vowel} t 'a t") if shape != "viseme_aa" else utter(f"t 'i t '{vowel} t 'i t")
    )
    assert seen.shape(shape).max() >= 0.75


def test_th_shows_the_tongue() -> None:
    assert at_24(utter("θ 'ɪ ŋ k"), "arkit").shape("tongueOut").max() > 0.35


def test_stress_opens_the_jaw() -> None:
    def jaw(stress: int) -> float:
        phones = [Phone("t", 0.1, 0.2), Phone("a", 0.2, 0.4, stress), Phone("t", 0.4, 0.5)]
        return float(at_24(phones, "arkit").shape("jawOpen").max())

    assert jaw(1) > jaw(2) > jaw(0)


def test_a_free_consonant_takes_its_neighbours_lips() -> None:
    curves = articulate(utter("'u k 'u"))
    middle = 0.3 + 0.15 + 0.05
    assert curves([middle])["round"][0] > 0.8
    assert articulate(utter("'i k 'i"))([middle])["spread"][0] > 0.7


def test_rounding_begins_before_its_vowel() -> None:
    phones = utter("'i t s t 'u")
    onset = next(phone.start for phone in phones if phone.symbol == "u")
    assert articulate(phones)([onset])["round"][0] > 0.3
    late = articulate(phones, Style(anticipation=0.0))([onset])["round"][0]
    assert articulate(phones, Style(anticipation=0.1))([onset])["round"][0] > late


def test_a_real_pause_rests_the_mouth_and_a_short_one_does_not() -> None:
    def between(pause: float) -> float:
        phones = [Phone("a", 0.2, 0.4), Phone("sil", 0.4, 0.4 + pause), Phone("a", 0.4 + pause, 0.6 + pause)]
        return float(articulate(phones)([0.4 + 0.5 * pause])["jaw"][0])

    assert between(0.1) > 0.6
    assert between(0.24) > 0.6
    assert between(0.5) == pytest.approx(0.0, abs=1e-9)


def test_pauses_in_a_row_count_as_one() -> None:
    phones = [Phone("a", 0.2, 0.4), Phone("sil", 0.4, 0.6), Phone("sil", 0.6, 0.8), Phone("a", 0.8, 1.0)]
    assert articulate(phones)([0.6])["jaw"][0] == pytest.approx(0.0, abs=1e-9)


def test_curves_have_finite_support_and_stay_in_range() -> None:
    phones = utter("h 'ɛ l oʊ w 'ɜː l d")
    curves = articulate(phones)
    assert set(curves.curves) == set(CHANNELS)
    assert 0.0 <= curves.start < 0.3
    assert phones[-2].end < curves.end < phones[-2].end + 0.4
    times = np.linspace(curves.start - 1.0, curves.end + 1.0, 2001)
    outside = (times < curves.start) | (times > curves.end)
    for channel, values in curves(times).items():
        assert np.all(values[outside] == 0.0), channel
        assert np.all((values >= 0.0) & (values <= 1.0)), channel


def test_curves_have_no_corners() -> None:
    curves = articulate(utter("b 'aɪ s ɪ k l̩"))
    step = 1e-5
    for curve in curves.curves.values():
        inner = curve.times[1:-1]
        before = (curve(inner) - curve(inner - step)) / step
        after = (curve(inner + step) - curve(inner)) / step
        np.testing.assert_allclose(before, after, atol=0.05)


def test_what_is_far_away_changes_nothing() -> None:
    """Finite support: streaming and re-timing one line's end leave its beginning alone."""
    head = utter("m 'a m ə")[:-1]
    clock = head[-1].end
    tails = [
        [Phone(s, clock + 0.1 * i, clock + 0.1 * (i + 1)) for i, s in enumerate(w)]
        for w in ("lalalala", "lalalupu")
    ]
    times = np.linspace(0.0, clock + 0.1, 200)
    one, other = (articulate(head + tail)(times) for tail in tails)
    for channel in CHANNELS:
        np.testing.assert_array_equal(one[channel], other[channel])


def test_dials_scale_postures_but_never_contacts() -> None:
    phones = utter("m 'a v 'a s 'u")
    loud, soft = at_24(phones, style=Style(intensity=1.5)), at_24(phones, style=Style(intensity=0.4))
    assert soft.shape("viseme_aa").max() < 0.6 < loud.shape("viseme_aa").max()
    assert np.any(soft.sealed())
    assert np.any(soft.bitten())
    still = at_24(phones, style=Style(jaw=0.0, lips=0.0))
    assert still.shape("viseme_aa", "viseme_U").max() == 0.0


def test_lag_moves_the_mouth() -> None:
    phones = utter("m 'a")
    now, later = animate(phones, RIGS["vrm"], 24.0), animate(phones, RIGS["vrm"], 24.0, style=Style(lag=0.25))
    np.testing.assert_array_equal(now["aa"].frames + 6.0, later["aa"].frames)


def test_nothing_said_moves_nothing() -> None:
    assert animate([], RIGS["arkit"], 24.0) == {}
    assert animate([Phone("sil", 0.0, 2.0)], RIGS["arkit"], 24.0) == {}


@pytest.mark.parametrize(
    ("phones", "message"),
    [
        ([Phone("a", 0.0, float("nan"))], "not finite"),
        ([Phone("a", 0.2, 0.1)], "ends before it starts"),
        ([Phone("a", 0.0, 0.3), Phone("b", 0.1, 0.4)], r"phones\[1\].*overlaps"),
    ],
)
def test_impossible_times_are_refused_by_name(phones: list[Phone], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        articulate(phones)


@pytest.mark.parametrize("fps", [0.0, -24.0, float("nan"), float("inf")])
def test_impossible_frame_rates_are_refused(fps: float) -> None:
    with pytest.raises(ValueError, match="fps"):
        animate(utter("a"), RIGS["arkit"], fps)


def test_a_dial_out_of_range_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"style\.jaw"):
        Style(jaw=3.0)
