# SPDX-License-Identifier: GPL-3.0-or-later
"""A line's timings keep how loud each sound is; of a line is asked what its voice can do."""

from __future__ import annotations

import numpy as np
import pytest

from addon.client.sampling import DEFAULT, Sampling
from addon.client.speech import LineRequest, Sound, Timings
from addon.client.voice import Voice, VoiceKind
from addon.lipsync.loudness import FLOOR

pytestmark = pytest.mark.unit
HEART = Voice("voices/af_heart", "Heart", "en-US", "female", VoiceKind.STOCK)
MIKA = Voice(
    *("voices/mika", "Mika", "ja-JP", "", VoiceKind.IMPORTED),
    deliveries=("neutral", "Happy"),
    engine="gpt-sovits",
)
TIMINGS = Timings(
    1000,
    300,
    (Sound("sil", 0, 100, 0, None), Sound("a", 100, 200, 1, 0), Sound("s", 200, 300, 0, 0)),
    (),
)
AUDIO = np.repeat([0, 4000, -1000], 100).astype("<i2").tobytes()


def test_every_sound_gets_its_level_from_the_audio() -> None:
    assert [sound.level for sound in TIMINGS.heard(AUDIO).sounds] == [FLOOR, 0.0, -12.0]


def test_the_lip_sync_is_told() -> None:
    assert [phone.level for phone in TIMINGS.heard(AUDIO).phones()] == [FLOOR, 0.0, -12.0]
    assert [phone.level for phone in TIMINGS.heard(AUDIO).phones(until=0.15)] == [FLOOR, 0.0]


def test_levels_survive_the_blend_file() -> None:
    heard = TIMINGS.heard(AUDIO)
    assert Timings.from_json(heard.to_json()) == heard


def test_what_was_stored_without_levels_loads_with_none() -> None:
    stored = '{"rate":1000,"count":300,"sounds":[["a",0,300,1,0]],"words":[]}'
    assert Timings.from_json(stored).sounds == (Sound("a", 0, 300, 1, 0, 0.0),)


@pytest.mark.parametrize(
    ("voice", "words", "delivery"),
    [
        (MIKA, " HAPPY", "Happy"),
        (MIKA, "(sighs)", ""),
        (MIKA, "neutral", ""),  # which is how every voice speaks where nothing is asked
        (MIKA, "", ""),
        (HEART, "happy", ""),
        (HEART, "neutral", ""),
        (None, "happy", ""),
    ],
)
def test_a_delivery_is_asked_for_only_where_the_voice_has_it(
    voice: Voice | None, words: str, delivery: str
) -> None:
    line = LineRequest("a", "Hello.", "voices/mika", delivery=words)
    assert line.spoken_by(voice).delivery == delivery
    assert line.spoken_by(voice).spoken_by(voice) == line.spoken_by(voice)


def test_sampling_is_asked_for_only_where_the_voice_is_sampled() -> None:
    line = LineRequest("a", "Hello.", "voices/mika", sampling=Sampling(top_k=5))
    assert line.spoken_by(MIKA) == line
    assert line.spoken_by(HEART).sampling == line.spoken_by(None).sampling == DEFAULT
