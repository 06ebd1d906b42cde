# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices of tiny official checkpoints, imported the way the command does it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from models.gpt_sovits.published import FOLDER_VARIABLE
from sidecar.engines import GptSovitsEngine
from sidecar.storage.blobs import blob_id
from sidecar.voices.importing import ReferenceClip, make_imported_voice, read_networks
from sidecar.voices.made import MadeVoice
from sidecar.voices.recording import Recording
from tests.models.gpt_sovits import containers

RATE = 24_000
TEXT = "Hello there, this is how I speak."


def hum(seconds: float = 4.0, pitch_hz: float = 180.0) -> Recording:
    """A recording that no word can be heard in; networks of random weights do not mind."""
    time = np.arange(round(seconds * RATE)) / RATE
    overtones = np.arange(1, 6)[:, None]
    sound = (np.sin(2 * np.pi * pitch_hz * overtones * time) / overtones).sum(axis=0)
    return Recording((0.1 * sound).astype(np.float32), RATE)


def clip(
    delivery: str = "neutral", text: str = TEXT, language: str = "en-US", **sound: float
) -> ReferenceClip:
    return ReferenceClip(delivery, hum(**sound), text, language)


def engine_of(contents: dict[str, bytes] | None = None) -> GptSovitsEngine:
    return GptSovitsEngine("cpu", 1, 1 << 30, (contents or {}).__getitem__)


def make(
    folder: Path, published: Path, version: str = "v2", clips: Sequence[ReferenceClip] = ()
) -> MadeVoice:
    """A voice, made with an engine of its own."""
    networks = read_networks(*containers.write_voice(folder, version))
    with published_at(published):
        return make_imported_voice(engine_of(), networks, clips or [clip()])


def contents_of(made: MadeVoice) -> dict[str, bytes]:
    """What a blob store has of a voice."""
    return {blob_id(content): content for content in (*made.artefacts.values(), *made.weights.values())}


@contextmanager
def published_at(folder: Path) -> Iterator[None]:
    """Where the published networks are, for this process."""
    before = os.environ.get(FOLDER_VARIABLE)
    os.environ[FOLDER_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[FOLDER_VARIABLE]
        else:
            os.environ[FOLDER_VARIABLE] = before
