# SPDX-License-Identifier: GPL-3.0-or-later
"""Engine and registry as the settings say."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import URL

from sidecar.config import Settings
from sidecar.engines import Engines, GptSovitsEngine, KokoroEngine, VoiceInfo
from sidecar.storage.batches import BatchStore
from sidecar.storage.blobs import BlobStore
from sidecar.storage.database import Database
from sidecar.storage.lines import KeptLines
from sidecar.storage.presence import Presence
from sidecar.synthesis.frontend import languages
from sidecar.voices.registry import VoiceRegistry

_BATCH_BYTES = 256 << 20
"""What the requests of all batches may take in the database, before the oldest that ended are dropped."""


def open_batch_store(settings: Settings) -> BatchStore:
    """The batches of the data folder.

    They are always in the folder's own database, for they belong to the sidecars that share the folder: those
    see by each other's file locks who is alive, and find the sound in the folder's cache.
    """
    presence = Presence(settings.data_dir.absolute() / "sidecars")
    return BatchStore(Database(_own_url(settings)), presence, _BATCH_BYTES)


def _own_url(settings: Settings) -> URL:
    return URL.create("sqlite", database=str(settings.data_dir.absolute() / "voxrig.db"))


def open_database(settings: Settings) -> Database:
    """The database, not yet connected.

    Raises:
        PreconditionError: Its URL is unusable.
    """
    return Database(settings.database_url or _own_url(settings))


def open_blobs(settings: Settings) -> BlobStore:
    """The voices' files.

    Raises:
        PreconditionError: Their URL is unusable.
    """
    return BlobStore(settings.blob_url or str(settings.data_dir.absolute() / "blobs"))


def open_lines(settings: Settings) -> KeptLines:
    """The spoken lines that are kept on disk."""
    return KeptLines(settings.data_dir.absolute() / "cache", settings.cache_mb << 20)


def open_registry(settings: Settings, stock: Sequence[VoiceInfo]) -> VoiceRegistry:
    """The voices: an engine's own and those that are kept.

    Raises:
        PreconditionError: A URL in the settings is unusable.
    """
    return VoiceRegistry(
        stock, languages(), open_database(settings), open_blobs(settings), open_lines(settings)
    )


def open_engine(settings: Settings) -> KokoroEngine:
    """The main engine, not yet loaded, which finds personal voices among the blobs.

    Raises:
        PreconditionError: The blobs' URL is unusable.
    """
    return KokoroEngine(settings.device, settings.threads, artefacts=open_blobs(settings).get)


def open_gpt_sovits(settings: Settings) -> GptSovitsEngine:
    """The engine of imported voices, not yet loaded.

    Raises:
        PreconditionError: The blobs' URL is unusable.
    """
    return GptSovitsEngine(
        settings.device, settings.threads, settings.model_memory_mb << 20, open_blobs(settings).get
    )


def open_engines(settings: Settings) -> Engines:
    """All engines, not yet loaded.

    Raises:
        PreconditionError: The blobs' URL is unusable.
    """
    return Engines(open_engine(settings), (open_gpt_sovits(settings),))
