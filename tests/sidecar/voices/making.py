# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices to keep, made without an engine: the registry does not look into an artefact."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np

from sidecar.engines.base import VoiceInfo
from sidecar.principals import LOCAL, Principal
from sidecar.storage.blobs import BlobStore
from sidecar.storage.database import Database
from sidecar.voices.attestation import Attestation, Ground, PersonalVoiceSpec
from sidecar.voices.recording import Recording
from sidecar.voices.registry import VoiceRegistry

if TYPE_CHECKING:
    from sidecar.voices.cloning import ClonedVoice

STOCK = [
    VoiceInfo("am_adam", "Adam", "en-US", "male"),
    VoiceInfo("af_bella", "Bella", "en-US", "female"),
    VoiceInfo("zf_xiaobei", "Xiaobei", "zh-CN", "female"),
]
LANGUAGES = ("en-US", "fr-FR", "zh-CN")
ALICE, BOB = LOCAL, Principal("0b0b", "Bob")
WORD = Attestation("Alice", Ground.SELF)


def registry_of(database: Database, blobs: Path) -> VoiceRegistry:
    return VoiceRegistry(STOCK, LANGUAGES, database, BlobStore(str(blobs)))


def registry_in(folder: Path) -> VoiceRegistry:
    """A registry as a sidecar of this folder has it."""
    return registry_of(Database(f"sqlite:///{folder / 'voxrig.db'}"), folder / "blobs")


def spec(
    voice_id: str = "mine", *, attestation: Attestation = WORD, replace: bool = False, language: str = "en-US"
) -> PersonalVoiceSpec:
    return PersonalVoiceSpec(voice_id, voice_id.title(), language, attestation, replace)


def cloned(take: str = "one") -> ClonedVoice:
    """A voice whose artefact and preview are those of one take, and of no other."""
    seed = int.from_bytes(hashlib.sha256(take.encode()).digest()[:4])
    noise = np.random.default_rng(seed).uniform(-0.5, 0.5, 2_400).astype(np.float32)
    made = SimpleNamespace(  # the real class comes with torch, which takes seconds to load
        artefact=f"artefact of {take}".encode(),
        engine="kokoro",
        similarity=0.8,
        nearest_stock="af_bella",
        nearest_stock_similarity=0.7,
        gender="female",
        preview=Recording(noise, 24_000),
        preview_text=f"This is {take}.",
    )
    return cast("ClonedVoice", made)


def blob_count(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))
