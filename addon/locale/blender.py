# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands the translations to Blender, and lets it look the add-on's words up as the add-on means them."""

from __future__ import annotations

import inspect
from typing import Any, Final, cast

import bpy
from bpy.types import Menu, Operator, Panel

from . import end_looking_up, look_up_with
from .ja_jp import MESSAGES as JA_JP
from .zh_hans import MESSAGES as ZH_HANS

_ADDON: Final = __name__.removesuffix("locale.blender")
_CONTEXT: Final = "Voxrig"
_CONTEXTS: Final = ("*", _CONTEXT)  # tooltips and plain labels are looked up in Blender's own
LANGUAGES: Final = {"ja_JP": JA_JP, "zh_HANS": ZH_HANS}


def register() -> None:
    """Hands the tables of all languages over."""
    tables: Any = {
        language: {(context, english): words for english, words in messages.items() for context in _CONTEXTS}
        for language, messages in LANGUAGES.items()
    }
    bpy.app.translations.register(__package__, tables)
    look_up_with(_look_up)


def unregister() -> None:
    """Takes the tables back."""
    end_looking_up()
    bpy.app.translations.unregister(__package__)


def register_class(cls: type) -> None:
    """Registers a class whose words mean what they mean here.

    To Blender a line is a stroke, a cast a modifier and a performance a speed. In its own contexts its own
    translations come first, so ours has a name.
    """
    if issubclass(cls, Menu | Operator | Panel):
        cast(Any, cls).bl_translation_context = _CONTEXT
    for base in cls.__mro__:
        if not base.__module__.startswith(_ADDON):  # Blender's own mixins serve others too
            continue
        for name, prop in inspect.get_annotations(base, eval_str=True).items():
            if hasattr(prop, "keywords"):
                prop.keywords.setdefault("translation_context", _CONTEXT)
                base.__annotations__[name] = prop  # which was a string where annotations are postponed
    bpy.utils.register_class(cls)


def _look_up(words: str) -> str:
    translations: Any = bpy.app.translations
    return translations.pgettext_iface(words, _CONTEXT)
