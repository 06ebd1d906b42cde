# SPDX-License-Identifier: GPL-3.0-or-later
"""The voices as they stand in lists: people's first, then blends, then stock voices."""

from __future__ import annotations

from typing import Any, Final

from ..client.errors import SidecarError
from ..client.session import SESSION, State
from ..client.voice import GPT_SOVITS, KOKORO, VOICES, Voice, VoiceKind, own_first
from ..locale import translated
from ..properties.line import LANGUAGES

KINDS: Final = {
    VoiceKind.STOCK: "stock",
    VoiceKind.BLEND: "blend",
    VoiceKind.CLONED: "cloned",
    VoiceKind.TRAINED: "trained",
    VoiceKind.IMPORTED: "imported",
}
_ENGINES: Final = {KOKORO: "", GPT_SOVITS: "GPT-SoVITS"}  # Kokoro is what speaks where nothing is said
_items: list[tuple[str, str, str]] = []  # Blender needs the strings to live on


def voice_items(_operator: Any, _context: Any | None) -> list[tuple[str, str, str]]:
    """The items of an EnumProperty."""
    _items[:] = [(voice.name, voice_label(voice), voice.name) for voice in own_first(SESSION.voices)]
    return _items


def voice_label(voice: Voice) -> str:
    """How a voice is shown: "Heart, en-US, female, stock", "Mika, ja-JP, imported · GPT-SoVITS v2ProPlus"."""
    gender = translated(voice.gender) if voice.gender else ""
    kind = " · ".join(filter(None, (translated(KINDS[voice.kind]), engine_title(voice))))
    return ", ".join(filter(None, (voice.title, voice.language, gender, kind)))


def engine_title(voice: Voice) -> str:
    """What speaks in a voice, and of which version: "GPT-SoVITS v2ProPlus"; empty for Kokoro."""
    engine = _ENGINES.get(voice.engine, voice.engine)
    return " ".join(filter(None, (engine, voice.model_version)))


def search_words(voice: Voice) -> str:
    """All that a voice can be found by."""
    language = next((name for tag, name, _ in LANGUAGES if tag == voice.language), "")
    return " ".join((voice_label(voice), voice.name.removeprefix(VOICES), language, translated(language)))


def voice_title(name: str) -> str:
    """What a voice is called; its id while the sidecar has not told more."""
    known = SESSION.find_voice(name)
    return known.title if known else name.removeprefix(VOICES)


def first_voice() -> Voice | None:
    """The first voice of the lists."""
    return next(iter(own_first(SESSION.voices)), None)


def refresh(operator: Any) -> None:
    """Asks a sidecar that is ready which voices there are now; they may be made elsewhere too."""
    if SESSION.state is not State.READY:
        return
    try:
        SESSION.refresh_voices()
    except SidecarError as error:
        operator.report({"WARNING"}, str(error))
