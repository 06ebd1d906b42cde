# SPDX-License-Identifier: GPL-3.0-or-later
"""What the command line may say."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("bpy")  # the package registers the command

from addon.headless.arguments import UsageError, numbers, parse, read_cast, read_token

pytestmark = pytest.mark.unit


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 40)), min_size=1, max_size=6))
def test_ranges_are_the_numbers_in_them(spans: list[tuple[int, int]]) -> None:
    text = ",".join(f"{first}-{first + more}" if more else str(first) for first, more in spans)
    assert numbers(text) == {n for first, more in spans for n in range(first, first + more + 1)}


@pytest.mark.parametrize("text", ["", "a", "0", "3-1", "1,,2", "1-", "-3", "1-2-3", "1-9999999999"])
def test_other_ranges_are_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        numbers(text)


@pytest.mark.parametrize(
    "arguments", [[], ["sing"], ["speak", "--lines", "x"], ["speak", "--token", "secret"]]
)
def test_wrong_options_end_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as told:
        parse(arguments)
    assert told.value.code == 2


def test_the_token_comes_from_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOXRIG_TOKEN", "from the environment")
    assert read_token(None) == "from the environment"
    file = tmp_path / "token"
    file.write_text("from the file\n", encoding="utf-8")
    assert read_token(file) == "from the file"
    with pytest.raises(UsageError, match="--token-file"):
        read_token(tmp_path / "none")


def test_a_cast_of_voices_and_tables(tmp_path: Path) -> None:
    file = tmp_path / "cast.toml"
    file.write_text('[cast]\nMARIA = "af_heart"\n"Old Bram" = {voice = "am_michael", speed = 0.9}\n')
    assert read_cast(file) == {
        "MARIA": {"voice": "af_heart"},
        "Old Bram": {"voice": "am_michael", "speed": 0.9},
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x = 1", "[cast]"),
        ("[cast", "cannot be read"),
        ("[cast]\nA = 1", "A must be"),
        ("[cast]\nA = {speed = 9}", "A.speed"),
        ("[cast]\nA = {pitch = 1}", "language, speed, voice"),
    ],
)
def test_a_wrong_cast_names_what_is_wrong(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "cast.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as told:
        read_cast(file)
    assert named in str(told.value)
