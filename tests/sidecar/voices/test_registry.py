# SPDX-License-Identifier: GPL-3.0-or-later
"""Blends: mixed, kept in files, read anew, never trusted."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.engines.base import VoiceInfo
from sidecar.errors import AlreadyExistsError, InvalidRequestError, PreconditionError
from sidecar.voices.blends import BlendStore
from sidecar.voices.registry import VoiceRegistry

pytestmark = pytest.mark.unit

STOCK = [
    VoiceInfo("am_adam", "Adam", "en-US", "male"),
    VoiceInfo("af_bella", "Bella", "en-US", "female"),
    VoiceInfo("zf_xiaobei", "Xiaobei", "zh-CN", "female"),
]


@pytest.fixture
def registry(tmp_path: Path) -> VoiceRegistry:
    return VoiceRegistry(STOCK, BlendStore(tmp_path / "blends"))


def test_a_blend_is_heard_as_what_is_in_it(registry: VoiceRegistry) -> None:
    women = registry.create_blend("women", [("af_bella", 1), ("zf_xiaobei", 2)])
    assert (women.language, women.gender) == ("zh-CN", "female")
    assert registry.create_blend("both", [("af_bella", 2), ("am_adam", 1)]).gender is None


def test_the_same_voice_twice_is_added_up(registry: VoiceRegistry) -> None:
    assert registry.create_blend("one", [("af_bella", 1), ("af_bella", 3)]).mix == (("af_bella", 1.0),)


@given(weights=st.lists(st.floats(1e-6, 1e6), min_size=3, max_size=3))
def test_weights_sum_to_one_however_blends_are_nested(weights: list[float], tmp_path_factory) -> None:
    registry = VoiceRegistry(STOCK, BlendStore(tmp_path_factory.mktemp("blends")))
    registry.create_blend("inner", [("af_bella", weights[0]), ("am_adam", weights[1])])
    outer = registry.create_blend("outer", [("inner", weights[2]), ("zf_xiaobei", 1)])
    assert {voice_id for voice_id, _ in outer.mix} <= {"af_bella", "am_adam", "zf_xiaobei"}
    assert math.fsum(weight for _, weight in outer.mix) == pytest.approx(1)
    assert all(weight > 0 for _, weight in outer.mix)


def test_another_process_sees_it_at_once(registry: VoiceRegistry, tmp_path: Path) -> None:
    other = VoiceRegistry(STOCK, BlendStore(tmp_path / "blends"))
    assert other.find("duo") is None
    registry.create_blend("duo", [("af_bella", 1)], "Duo")
    assert other.get("duo").display_name == "Duo"
    with pytest.raises(AlreadyExistsError):
        other.create_blend("duo", [("am_adam", 1)])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b'{"format": "something else", "id": "bad"}',
        json.dumps(
            {"id": "bad", "display_name": "x", "components": [{"voice": "af_bella", "weight": -1}]}
        ).encode(),
        json.dumps(
            {"id": "bad", "display_name": "x", "components": [{"voice": "gone", "weight": 1}]}
        ).encode(),
    ],
)
def test_a_damaged_file_is_told_and_harms_no_other(
    registry: VoiceRegistry, tmp_path: Path, content: bytes
) -> None:
    registry.create_blend("good", [("af_bella", 1)])
    (tmp_path / "blends" / "bad.json").write_bytes(content)
    assert [voice.id for voice in registry.voices()] == ["af_bella", "am_adam", "zf_xiaobei", "good"]
    with pytest.raises(PreconditionError, match="bad"):
        registry.get("bad")
    registry.delete("bad")
    assert registry.find("bad") is None


@pytest.mark.parametrize("voice_id", ["../good", "a/b", "A", "", ".", "a" * 64, "nul\0"])
def test_an_id_is_never_a_path(registry: VoiceRegistry, voice_id: str) -> None:
    assert registry.find(voice_id) is None
    with pytest.raises(InvalidRequestError):
        registry.create_blend(voice_id, [("af_bella", 1)])


def test_too_many_voices_are_refused(registry: VoiceRegistry) -> None:
    with pytest.raises(InvalidRequestError, match="17 voices"):
        registry.create_blend("crowd", [("af_bella", 1)] * 17)
