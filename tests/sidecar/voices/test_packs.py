# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken from a pack, and what is told of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.gpt_sovits.checkpoints import Delivery, Pack
from sidecar.errors import InvalidRequestError
from sidecar.voices.packs import choose_deliveries, choose_networks, language_of

pytestmark = pytest.mark.unit


def pack(*named: str, gpt: tuple[str, ...] = ("a.ckpt",)) -> Pack:
    """References named LANGUAGE/EMOTION."""
    deliveries = [
        Delivery(emotion, language, f"text {n}", Path(f"[{emotion}]text {n}.wav"))
        for n, (language, _, emotion) in enumerate(each.partition("/") for each in named)
    ]
    return Pack("pack", tuple(map(Path, gpt)), (Path("a.pth"),), tuple(deliveries), ())


def test_the_longest_trained_files_are_taken_unless_others_are_named() -> None:
    told: list[str] = []
    several = pack("zh/a", gpt=("e5.ckpt", "e15.ckpt"))
    assert choose_networks(several, None, None, told.append) == (Path("e15.ckpt"), Path("a.pth"))
    assert told == ["e15.ckpt is taken, the longest trained of 2 .ckpt files"]
    assert choose_networks(several, Path("e5.ckpt"), None, told.append)[0] == Path("e5.ckpt")
    assert len(told) == 1


def test_a_pack_without_a_file_asks_for_one() -> None:
    with pytest.raises(InvalidRequestError, match=r"gpt: the pack has no \.ckpt file; name one"):
        choose_networks(pack("zh/a", gpt=()), None, None, print)


def test_the_only_language_needs_no_naming() -> None:
    assert language_of(pack("ja/a", "ja/b"), "") == "ja-JP"
    assert language_of(pack("ja/a", "yue/b"), "yue-HK") == "yue-HK"


def test_one_reference_for_each_emotion_of_the_language() -> None:
    told: list[str] = []
    chosen = choose_deliveries(
        pack("zh/happy", "zh/Happy", "zh/sad", f"zh/{'x' * 65}", "en/happy"), "zh-CN", told.append
    )
    assert {emotion: one.text for emotion, one in chosen.items()} == {"happy": "text 0", "sad": "text 2"}
    assert len(told) == 3
    assert "there is another of this emotion" in told[0]
    assert "1 to 64 printable characters" in told[1]
    assert told[2] == "references in other languages are passed over (1)"
