# SPDX-License-Identifier: GPL-3.0-or-later
"""Engine and registry as the settings say."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import URL

from sidecar.config import Settings
from sidecar.engines import KokoroEngine
from sidecar.engines.base import VoiceInfo
from sidecar.storage.blobs import BlobStore
from sidecar.storage.database import Database
from sidecar.synthesis.frontend import languages
from sidecar.voices.registry import VoiceRegistry


def open_database(settings: Settings) -> Database:
    """The database, not yet connected.

    Raises:
        PreconditionError: Its URL is unusable.
    """
    own = URL.create("sqlite", database=str(settings.data_dir.absolute() / "voxrig.db"))
    return Database(settings.database_url or own)


def open_blobs(settings: Settings) -> BlobStore:
    """The voices' files.

    Raises:
        PreconditionError: Their URL is unusable.
    """
    return BlobStore(settings.blob_url or str(settings.data_dir.absolute() / "blobs"))


def open_registry(settings: Settings, stock: Sequence[VoiceInfo]) -> VoiceRegistry:
    """The voices: an engine's own and those that are kept.

    Raises:
        PreconditionError: A URL in the settings is unusable.
    """
    return VoiceRegistry(stock, languages(), open_database(settings), open_blobs(settings))


def open_engine(settings: Settings) -> KokoroEngine:
    """The engine, not yet loaded, which finds personal voices among the blobs.

    Raises:
        PreconditionError: The blobs' URL is unusable.
    """
    return KokoroEngine(settings.device, settings.threads, artefacts=open_blobs(settings).get)
