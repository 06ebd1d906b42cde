# SPDX-License-Identifier: GPL-3.0-or-later
"""All stock voices are there, and blends lie between them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.kokoro.voices import UnknownVoiceError, VoiceBank

pytestmark = pytest.mark.unit

BANK = VoiceBank.load()


def test_all_54_voices_are_there() -> None:
    assert len(BANK.ids) == 54
    assert {"af_heart", "bm_george", "zf_xiaobei", "jf_alpha", "pm_santa"} <= set(BANK.ids)


@given(st.sampled_from(BANK.ids), st.integers(1, 510))
def test_every_voice_has_a_sane_style_for_every_length(voice_id: str, token_count: int) -> None:
    style = BANK.style(voice_id, token_count)
    assert style.shape == (256,)
    assert style.dtype == np.float32
    # All 54 x 510 lie in 2.17 to 12.32; only the rows for one and two tokens exceed 10.
    assert 2 < np.linalg.norm(style) < (13 if token_count < 3 else 10)


def test_voices_differ() -> None:
    styles = np.stack([BANK.style(voice_id, 100) for voice_id in BANK.ids])
    distance = np.linalg.norm(styles[:, None] - styles[None], axis=-1)
    assert distance[~np.eye(len(styles), dtype=bool)].min() > 0.1


def test_a_blend_is_the_weighted_mean() -> None:
    blend = BANK.blend([("af_heart", 3), ("am_adam", 1)], 40)
    expected = 0.75 * BANK.style("af_heart", 40) + 0.25 * BANK.style("am_adam", 40)
    np.testing.assert_allclose(blend, expected, atol=1e-6)
    np.testing.assert_array_equal(BANK.blend([("af_heart", 1)], 40), BANK.style("af_heart", 40))


def test_an_unknown_voice_is_named() -> None:
    with pytest.raises(UnknownVoiceError, match="af_nobody"):
        BANK.style("af_nobody", 10)


@pytest.mark.parametrize("token_count", [0, 511, -1])
def test_a_length_the_packs_do_not_have_is_refused(token_count: int) -> None:
    with pytest.raises(ValueError, match="token_count"):
        BANK.style("af_heart", token_count)


@pytest.mark.parametrize("mix", [[], [("af_heart", 0.0)], [("af_heart", float("nan"))], [("af_heart", -1.0)]])
def test_a_mix_without_positive_weights_is_refused(mix: list[tuple[str, float]]) -> None:
    with pytest.raises(ValueError, match="mix"):
        BANK.blend(mix, 10)
