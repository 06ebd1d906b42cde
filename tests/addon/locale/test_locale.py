# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false
"""Every word of the interface is there in every language, and nothing is that no one reads."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from . import interface

pytestmark = pytest.mark.blender

LANGUAGES = ("ja_JP", "zh_HANS")
_OWN_LETTERS = {"ja_JP": "[\u3040-\u30ff\u4e00-\u9fff]", "zh_HANS": "[\u4e00-\u9fff]"}
_ALIKE = re.compile(r"(?:\{\w+\}|\.\w+|[A-Z]{3,}|SubRip|WebVTT|kHz|[^A-Za-z])+")  # in all languages


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, registered: None) -> str:
    return request.param


@pytest.fixture
def messages(language: str) -> Mapping[str, str]:
    from addon.locale.blender import LANGUAGES as TABLES

    return TABLES[language]


def test_these_are_the_languages(registered: None) -> None:
    from addon.locale.blender import LANGUAGES as TABLES

    assert tuple(sorted(TABLES)) == LANGUAGES


def test_nothing_is_left_in_english(messages: Mapping[str, str]) -> None:
    assert sorted(interface.shown() - messages.keys()) == []


def test_translations_are_in_their_language(language: str, messages: Mapping[str, str]) -> None:
    foreign = [words for words in messages.values() if not re.search(_OWN_LETTERS[language], words)]
    assert [words for words in foreign if not _ALIKE.fullmatch(words)] == []


def test_no_translation_is_left_over(messages: Mapping[str, str]) -> None:
    said = interface.shown().union(*(source.strings for source in interface.sources()))
    assert sorted(messages.keys() - said) == []


def test_translations_are_filled_in_with_the_same_things(messages: Mapping[str, str]) -> None:
    assert {english: words for english, words in messages.items() if _fields(english) != _fields(words)} == {}


def test_tooltips_end_without_a_full_stop_where_the_english_do(messages: Mapping[str, str]) -> None:
    stopped = {english: words for english, words in messages.items() if words[-1] in "。．."}
    assert [english for english in stopped if not english.endswith(".")] == []


def test_a_message_has_one_place(language: str, registered: None) -> None:
    package = import_module(f"addon.locale.{language.lower()}")
    rooms = [import_module(f"{package.__name__}.{room.name}") for room in iter_modules(package.__path__)]
    counts = Counter(english for room in rooms for english in room.MESSAGES)
    assert counts.keys() == package.MESSAGES.keys()
    assert [english for english, count in counts.items() if count > 1] == []


def test_sentences_are_not_put_together_from_pieces(registered: None) -> None:
    assert [place for source in interface.sources() for place in source.unsayable()] == []


def test_words_are_looked_up_as_voxrigs_own(registered: None) -> None:
    """In Blender's own context a line is a stroke and a cast is a modifier."""
    import bpy

    for cls in interface.registered():
        rna = cls.bl_rna
        if issubclass(cls, bpy.types.Operator):
            rna = getattr(bpy.ops.voxrig, cls.bl_idname.partition(".")[2]).get_rna_type()
        if issubclass(cls, bpy.types.Operator | bpy.types.Panel | bpy.types.Menu):
            assert rna.translation_context == "Voxrig", cls
        for prop in interface.own_properties(cls, rna):
            assert prop.translation_context == "Voxrig", (cls, prop.identifier)


def test_what_is_said_follows_the_language_while_the_add_on_is_there(no_sidecar: Any) -> None:
    import addon
    from addon import locale

    locale.look_up_with({"Speak": "発話"}.__getitem__)
    assert locale.translated("Speak") == "発話"
    locale.end_looking_up()
    assert locale.translated("Speak") == "Speak"  # of this Blender, which was built without languages
    addon.unregister()
    try:
        assert locale.translated("Speak") == "Speak"
    finally:
        addon.register()


@pytest.fixture
def japanese(registered: None) -> Iterator[None]:
    """Says everything in Japanese; this Blender was built without languages."""
    from addon import locale
    from addon.locale.ja_jp import MESSAGES

    locale.look_up_with(lambda words: MESSAGES.get(words, words))
    yield
    locale.end_looking_up()


def test_what_came_of_speaking_is_told_in_the_animators_language(japanese: None) -> None:
    from addon.operators.run import Run

    done = Run(0, beside=False, done={"a": True, "b": False}, reasons=["The line has no text"])
    assert done.summary == (
        "2個のセリフを発話しました，うち1個は以前の音声を使用，1個は失敗：セリフにテキストがありません"
    )


def test_the_sidecars_own_words_stay_as_they_are(japanese: None) -> None:
    from addon.client.errors import sentence

    assert sentence("UNAVAILABLE", "") == "音声プロセスに接続できません"
    assert sentence("RESOURCE_EXHAUSTED", "200 lines wait") == (
        "音声プロセスは他の処理で混み合っています：200 lines wait"
    )
    assert sentence("NOT_FOUND", "voices/x is not there") == "Voices/x is not there"


def test_what_a_rig_lacks_is_told_in_the_animators_language(japanese: None) -> None:
    from addon.rigs.detect import detect

    assert detect(["Basis", "Smile 3"]).reason == (
        "2個のシェイプキーのどれも既知の口の形の名前ではありません．"
    )


def _fields(words: str) -> list[Any]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(words) if name is not None)
