# SPDX-License-Identifier: GPL-3.0-or-later
"""Every language has a sentence to be heard in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from addon.client.samples import sentence_in

pytestmark = pytest.mark.unit

PREVIEWS = json.loads(
    (Path(__file__).parents[3] / "sidecar" / "voices" / "previews.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("language", PREVIEWS)
def test_it_is_what_cloned_voices_say_in_their_previews(language: str) -> None:
    assert sentence_in(language) == PREVIEWS[language]["text"]


def test_an_unknown_language_is_answered_in_english() -> None:
    assert sentence_in("tlh") == sentence_in("en-US") == sentence_in("")
