# SPDX-License-Identifier: GPL-3.0-or-later
"""The languages there are. A new one is a module with a class that is a ``Language``, and a line here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from sidecar.synthesis.frontend.base import Language
from sidecar.synthesis.frontend.errors import TextError

# Imported when first spoken: spaCy and the dictionaries take seconds and hundreds of megabytes.
_LANGUAGES = {
    "en-US": ("sidecar.synthesis.frontend.english", "American"),
    "en-GB": ("sidecar.synthesis.frontend.english", "British"),
    "es-ES": ("sidecar.synthesis.frontend.espeak.spanish", "Spanish"),
    "fr-FR": ("sidecar.synthesis.frontend.espeak.french", "French"),
    "hi-IN": ("sidecar.synthesis.frontend.espeak.hindi", "Hindi"),
    "it-IT": ("sidecar.synthesis.frontend.espeak.italian", "Italian"),
    "ja-JP": ("sidecar.synthesis.frontend.japanese", "Japanese"),
    "pt-BR": ("sidecar.synthesis.frontend.espeak.portuguese", "BrazilianPortuguese"),
    "zh-CN": ("sidecar.synthesis.frontend.mandarin", "Mandarin"),
    "de-DE": ("sidecar.synthesis.frontend.espeak.german", "German"),
}


def languages() -> tuple[str, ...]:
    """BCP-47 tags of the languages that can be analysed."""
    return tuple(_LANGUAGES)


@cache
def get_language(tag: str) -> Language:
    """Gives the language of a tag, loaded once per process.

    Raises:
        TextError: Field ``language``, naming the languages there are.
    """
    if tag not in _LANGUAGES:
        raise TextError("language", f"{tag!r} is not supported; use one of {', '.join(_LANGUAGES)}.")
    module, name = _LANGUAGES[tag]
    return cast(Callable[[], Language], getattr(import_module(module), name))()
