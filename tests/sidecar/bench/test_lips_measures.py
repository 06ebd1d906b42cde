# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark of lips counts what a viewer would count."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from sidecar.bench import lips_measures
from sidecar.bench.lips_measures import LABIODENTALS, ROUND, SIBILANTS, Share, Sound, seen, sounds_of
from sidecar.bench.lips_performance import FIRST_FRAME, Array, line_frames
from sidecar.bench.lips_viewer import (
    BITTEN,
    CLOSE_FRONT,
    NEARLY_SEALED,
    OPEN,
    SEALED,
    ArkitView,
    Contact,
    OculusView,
    VrmView,
)
from tests.sidecar.bench.mouths import FPS, MAMA, held, performed, spoken


def mama_closed(
    closed: Mapping[int, float], rest: Mapping[int, float] | None = None
) -> tuple[Sequence[Sound], Array, OculusView]:
    performance = performed(MAMA, {"viseme_PP": closed, "viseme_aa": rest or {}})
    return sounds_of(MAMA, FPS), performance.frames, OculusView(performance)


def counted(sounds: Sequence[Sound], frames: Array, view: OculusView, contact: Contact = SEALED) -> Share:
    return lips_measures.closures(sounds, frames, view.closed(contact), ~view.closed(SEALED))


@pytest.mark.unit
class TestClosures:
    def test_every_m_that_is_seen_counts(self) -> None:
        sounds, frames, view = mama_closed(held(6, 7) | held(14, 15))
        assert counted(sounds, frames, view) == Share(2, 2)

    def test_one_frame_is_enough(self) -> None:
        sounds, frames, view = mama_closed(held(6, 6) | held(14, 14))
        assert counted(sounds, frames, view) == Share(2, 2)

    def test_a_missed_closure_lowers_recall(self) -> None:
        sounds, frames, view = mama_closed(held(6, 7))
        assert counted(sounds, frames, view) == Share(1, 2)

    def test_lips_not_quite_shut_are_only_nearly_closed(self) -> None:
        sounds, frames, view = mama_closed(held(6, 7, 0.9) | held(14, 15, 0.9))
        assert counted(sounds, frames, view) == Share(0, 2)
        assert counted(sounds, frames, view, NEARLY_SEALED) == Share(2, 2)

    def test_an_open_jaw_behind_the_lips_is_not_closed(self) -> None:
        sounds, frames, view = mama_closed(held(6, 7) | held(14, 15), rest=held(6, 7, 0.5))
        assert counted(sounds, frames, view, NEARLY_SEALED) == Share(1, 2)

    def test_two_that_run_into_one_are_one(self) -> None:
        sounds, frames, view = mama_closed(held(6, 15))
        assert counted(sounds, frames, view) == Share(1, 2)

    def test_neighbours_without_a_vowel_may_share_a_closure(self) -> None:
        speech = spoken("sil m p 'a sil")
        performance = performed(speech, {"viseme_PP": held(8, 9)})
        view = OculusView(performance)
        assert counted(sounds_of(speech, FPS), performance.frames, view) == Share(2, 2)

    def test_a_closure_in_a_vowel_lowers_precision(self) -> None:
        sounds, frames, view = mama_closed(held(6, 7) | held(14, 15) | held(19, 19))
        assert lips_measures.right_closures(sounds, frames, view.closed(SEALED)) == Share(4, 5)

    def test_a_closure_in_a_pause_is_no_mistake(self) -> None:
        sounds, frames, view = mama_closed(held(-5, 7) | held(14, 15) | held(23, 30))
        assert lips_measures.right_closures(sounds, frames, view.closed(SEALED)).value == 1.0


@pytest.mark.unit
class TestOtherSounds:
    def test_f_and_v_need_the_lip_on_the_teeth(self) -> None:
        speech = spoken("sil f 'a v 'a sil")
        performance = performed(speech, {"viseme_FF": held(6, 6) | held(14, 14, 0.6)})
        bitten = OculusView(performance).bitten(BITTEN)
        assert seen(sounds_of(speech, FPS), LABIODENTALS, performance.frames, bitten) == Share(1, 2)

    def test_rounded_sounds_are_found_by_their_letters(self) -> None:
        speech = spoken("sil w 'a tʃ 'u t sil")
        performance = performed(speech, {"viseme_U": held(5, 8) | held(17, 20, 0.3)})
        round_enough = OculusView(performance).rounded() >= 0.5
        assert seen(sounds_of(speech, FPS), ROUND, performance.frames, round_enough) == Share(1, 3)

    def test_a_hiss_with_an_open_jaw_is_no_hiss(self) -> None:
        speech = spoken("sil s 'a ʃ 'a sil")
        performance = performed(speech, {"viseme_aa": held(9, 20)})
        narrow = OculusView(performance).jaw() <= 0.2
        sounds = sounds_of(speech, FPS)
        assert seen(sounds, SIBILANTS, performance.frames, narrow) == Share(1, 2)

    def test_a_diphthong_is_two_sounds_and_its_glide_needs_no_shape_of_its_own(self) -> None:
        first, second = sounds_of(spoken("'aɪ"), FPS)
        assert (first.symbol, second.symbol) == ("a", "ɪ")
        assert first.last == second.first == pytest.approx(FIRST_FRAME + 2.2)
        assert first.stressed
        assert not second.stressed

    def test_without_stress_marks_every_vowel_counts(self) -> None:
        marked, unmarked = spoken("m 'a m a"), spoken("m a m a")
        assert [sound.stressed for sound in sounds_of(marked, FPS)] == [False, True, False, False]
        assert [sound.stressed for sound in sounds_of(unmarked, FPS)] == [False, True, False, True]


@pytest.mark.unit
class TestVowels:
    def test_peak_and_apex_of_the_vowels_own_shape(self) -> None:
        performance = performed(MAMA, {"viseme_aa": {10: 0.4, 11: 0.9, 12: 0.3, 18: 0.6, 19: 0.6}})
        view = OculusView(performance)
        (one, two) = lips_measures.vowels(sounds_of(MAMA, FPS), performance.frames, view)
        assert one[2].max() == 0.9
        assert lips_measures.apex_offset(*one) == pytest.approx(11 - 11)
        assert two[2].max() == 0.6
        assert lips_measures.apex_offset(*two) == pytest.approx(18.5 - 19)

    def test_another_vowels_shape_does_not_count(self) -> None:
        performance = performed(MAMA, {"viseme_I": held(9, 12)})
        (one, _) = lips_measures.vowels(sounds_of(MAMA, FPS), performance.frames, OculusView(performance))
        assert one[2].max() == 0.0
        assert math.isnan(lips_measures.apex_offset(*one))


@pytest.mark.unit
class TestSteadiness:
    def test_an_even_ramp_has_no_jerk_and_no_turns(self) -> None:
        jerk, turns = lips_measures.jerks(np.linspace(0.0, 1.0, 9))
        assert jerk == pytest.approx(0.0)
        assert turns == 0

    def test_a_zigzag_turns_at_every_point_unless_it_is_too_small_to_see(self) -> None:
        assert lips_measures.jerks(np.array([0.0, 0.1, 0.0, 0.1, 0.0])) == (pytest.approx(3 * 0.04), 3)
        assert lips_measures.jerks(np.array([0.0, 0.01, 0.0, 0.01, 0.0]))[1] == 0

    @pytest.mark.parametrize(
        ("curve", "count"),
        [
            ([0, 0, 0, 1, 0, 0, 0], 1),  # a pose of one frame
            ([0, 0.5, 1, 0.5, 1, 0.5, 0], 1),  # a bounce at the top
            ([0, 0, 0.15, 0, 0, 0, 0], 0),  # too little to see
            ([0, 0.5, 1, 1, 0.5, 0, 0], 0),  # a pose that is held
            ([0, 0.5, 1, 0.5, 0, 0, 0], 0),  # two frames at half height
            ([1, 1, 1, 0, 1, 1, 1], 1),  # a gap of one frame
        ],
    )
    def test_what_comes_and_goes_within_two_frames_flickers(self, curve: list[float], count: int) -> None:
        values = np.array([0.0, *curve, 0.0]) if curve[0] == 0 else np.array(curve, dtype=float)
        frames = np.arange(1.0, len(values) + 1)
        long_vowel = [Sound("a", 0.0, 20.0)]
        assert lips_measures.flickers(long_vowel, frames, values) == count

    def test_a_sound_shorter_than_two_frames_may_be_shown_on_one(self) -> None:
        frames, values = np.arange(1.0, 8.0), np.array([0.0, 0, 0, 1, 0, 0, 0])
        short = [Sound("a", 0.0, 3.2), Sound("p", 3.2, 4.8), Sound("a", 4.8, 9.0)]
        assert lips_measures.flickers(short, frames, values) == 0
        far_away = [Sound("p", 0.0, 1.5), Sound("a", 1.5, 9.0)]
        assert lips_measures.flickers(far_away, frames, values) == 1


@pytest.mark.unit
class TestViews:
    def test_arkit_closes_by_pressing_lips_over_a_jaw_that_is_up(self) -> None:
        pressed = {"mouthPressLeft": held(5, 8, 0.45), "mouthPressRight": held(5, 8, 0.45)}
        view = ArkitView(performed(MAMA, {**pressed, "jawOpen": held(7, 8, 0.6)}))
        frames = line_frames(MAMA, FPS)
        assert frames[view.closed(SEALED)].tolist() == [5, 6]

    def test_vrm_closes_by_letting_go_of_every_vowel(self) -> None:
        view = VrmView(performed(MAMA, {"aa": held(9, 12, 0.7), "ih": held(13, 13, 0.15)}))
        frames = line_frames(MAMA, FPS)
        assert set(frames[~view.closed(SEALED)]) == {9, 10, 11, 12, 13}
        assert set(frames[~view.closed(NEARLY_SEALED)]) == {9, 10, 11, 12}

    def test_each_rig_has_the_vowels_it_has(self) -> None:
        one = performed(MAMA, {"viseme_I": held(9, 9), "ih": held(9, 9, 0.5), "jawOpen": held(9, 9, 0.4)})
        assert OculusView(one).vowel(CLOSE_FRONT).max() == 1.0
        assert VrmView(one).vowel(CLOSE_FRONT).max() == 0.5
        assert ArkitView(one).vowel(OPEN).max() == 0.4
