# SPDX-License-Identifier: GPL-3.0-or-later
"""A cast.toml: read, written and read back, and what is wrong with it named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.errors import InvalidRequestError
from sidecar.scripts import ScriptCharacter
from sidecar.scripts.cast import Part, cast_toml, read_cast

pytestmark = pytest.mark.unit


def test_a_voice_or_a_table_is_a_part() -> None:
    cast = read_cast(
        '[cast]\nMARIA = "af_heart"\n"" = "am_puck"\n[cast.BRAM]\nvoice = "am_onyx"\nspeed = 0.9\n'
        '[cast."小明"]\nlanguage = "zh-CN"\n'.encode()
    )
    assert cast == {
        "MARIA": Part("af_heart"),
        "": Part("am_puck"),
        "BRAM": Part("am_onyx", 0.9),
        "小明": Part("", language="zh-CN"),
    }


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ("", {"cast"}),
        ("cast = 1", {"cast"}),
        ("[cast\n", {"cast"}),
        ("[cast]\nMARIA = 3", {"cast.MARIA"}),
        ("[cast.MARIA]\nspeed = 9\nvoice = 1\nlanguage = 'xx'\npitch = 2", {
            "cast.MARIA.speed", "cast.MARIA.voice", "cast.MARIA.language", "cast.MARIA.pitch",
        }),
        ("[cast.MARIA]\nspeed = true", {"cast.MARIA.speed"}),
        ("[cast.MARIA]\nspeed = nan", {"cast.MARIA.speed"}),
    ],
)  # fmt: skip
def test_all_that_is_wrong_is_named(content: str, fields: set[str]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        read_cast(content.encode())
    assert {violation.field for violation in caught.value.violations} == fields


def test_other_encodings_are_told() -> None:
    with pytest.raises(InvalidRequestError, match="is not TOML in UTF-8"):
        read_cast('[cast]\n"小明" = "af_heart"'.encode("gb18030"))


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
parts = st.builds(
    Part, st.sampled_from(["af_heart", "mine"]), st.floats(0.5, 2.0), st.sampled_from(["", "zh-CN"])
)


@given(st.dictionaries(names, parts, min_size=1, max_size=5))
def test_what_is_written_is_read_back(cast: dict[str, Part]) -> None:
    characters = [ScriptCharacter(name, "en-US", 1) for name in cast]
    assert read_cast(cast_toml(characters, cast).encode()) == cast
