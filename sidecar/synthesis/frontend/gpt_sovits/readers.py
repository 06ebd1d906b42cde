# SPDX-License-Identifier: GPL-3.0-or-later
"""The languages that GPT-SoVITS speaks, each read by a module that is imported when first spoken."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from models.gpt_sovits.phones import InventoryVersion
from sidecar.synthesis.frontend.base import Language
from sidecar.synthesis.frontend.errors import TextError
from sidecar.synthesis.frontend.gpt_sovits.base import Reader
from sidecar.synthesis.frontend.gpt_sovits.scripts import CANTONESE, ENGLISH, JAPANESE, KOREAN, MANDARIN
from sidecar.synthesis.frontend.languages import get_language

_READERS = {
    MANDARIN: ("mandarin", "Mandarin"),
    ENGLISH: ("english", "English"),
    JAPANESE: ("japanese", "Japanese"),
    CANTONESE: ("cantonese", "Cantonese"),
    KOREAN: ("korean", "Korean"),
}
_ONLY_V2 = frozenset((KOREAN, CANTONESE))
_RULES = {KOREAN: ENGLISH, CANTONESE: MANDARIN}
"""A language without a front end of its own -> the one whose rules for sentences and lexicons it takes."""


def phone_languages(version: InventoryVersion) -> tuple[str, ...]:
    """BCP-47 tags of the languages that a version speaks."""
    return tuple(tag for tag in _READERS if version == "v2" or tag not in _ONLY_V2)


def check_language(tag: str, version: InventoryVersion, field: str = "language") -> None:
    """Makes sure that a version speaks a language.

    Raises:
        TextError: It does not; the field given, naming the languages there are.
    """
    if tag in phone_languages(version):
        return
    spoken = ", ".join(phone_languages(version))
    said = f"{tag!r} is not spoken by" if field == "language" else f"holds words in {tag}, not spoken by"
    raise TextError(field, f"{said} GPT-SoVITS {version} voices; use one of {spoken}.")


@cache
def get_reader(tag: str) -> Reader:
    """The reader of a language, loaded once per process."""
    module, name = _READERS[tag]
    package = __name__.rpartition(".")[0]
    return cast(Callable[[], Reader], getattr(import_module(f"{package}.{module}"), name))()


def sentence_rules(tag: str) -> Language:
    """The front end's language whose rules for sentences and lexicons hold in a language."""
    return get_language(_RULES.get(tag, tag))
