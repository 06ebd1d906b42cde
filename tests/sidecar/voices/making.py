# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices to keep, made without an engine: the registry does not look into an artefact."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from sidecar.engines.base import VoiceInfo
from sidecar.principals import LOCAL, Principal
from sidecar.storage.blobs import BlobStore
from sidecar.storage.database import Database
from sidecar.voices.attestation import Attestation, Ground, PersonalVoiceSpec
from sidecar.voices.made import MadeVoice
from sidecar.voices.recording import Recording
from sidecar.voices.registry import VoiceRegistry
from sidecar.voices.voice import NEUTRAL, Likeness

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


def cloned(take: str = "one") -> MadeVoice:
    """A voice whose artefact and preview are those of one take, and of no other."""
    seed = int.from_bytes(hashlib.sha256(take.encode()).digest()[:4])
    noise = np.random.default_rng(seed).uniform(-0.5, 0.5, 2_400).astype(np.float32)
    return MadeVoice(
        engine="kokoro",
        artefacts={NEUTRAL: f"artefact of {take}".encode()},
        likeness=Likeness(0.8, "af_bella", 0.7),
        gender="female",
        preview=Recording(noise, 24_000),
        preview_text=f"This is {take}.",
    )


def imported(*deliveries: str) -> MadeVoice:
    """A voice with networks of its own, which all such voices share here."""
    return MadeVoice(
        engine="gpt-sovits",
        artefacts={name: f"{name} of {deliveries}".encode() for name in (NEUTRAL, *deliveries)},
        preview=cloned().preview,
        preview_text="This is an import.",
        weights={"gpt": b"a network", "sovits": b"another network"},
        model_version="v2Pro",
    )


def blob_count(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))
