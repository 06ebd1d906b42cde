# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations of the interface; the message ids are the English words."""

from __future__ import annotations

from typing import Any

import bpy

from .zh_hans import MESSAGES as ZH_HANS

_CONTEXTS = ("*", "Operator")
_LANGUAGES = {"zh_HANS": ZH_HANS}


def register() -> None:
    """Hands the translations to Blender; buttons look theirs up in the context of operators."""
    tables: Any = {
        language: {(context, english): words for english, words in messages.items() for context in _CONTEXTS}
        for language, messages in _LANGUAGES.items()
    }
    bpy.app.translations.register(__package__, tables)


def translated(words: str) -> str:
    """The words in the language of the interface; as they are where they have no translation."""
    translations: Any = bpy.app.translations
    return translations.pgettext_iface(words)


def unregister() -> None:
    """Takes the translations back."""
    bpy.app.translations.unregister(__package__)
