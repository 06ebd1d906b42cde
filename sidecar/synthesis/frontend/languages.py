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
    "zh-CN": ("sidecar.synthesis.frontend.mandarin", "Mandarin"),
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
