# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's blends: one JSON file each, in the data folder."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sidecar.errors import AlreadyExistsError, PreconditionError
from sidecar.files import write_atomically

_log = logging.getLogger(__name__)


class Component(BaseModel):
    """A stock voice in a blend."""

    model_config = ConfigDict(frozen=True)

    voice: str
    weight: float = Field(gt=0, le=1, allow_inf_nan=False)


class Blend(BaseModel):
    """A blend as it is kept; `components` are stock voices, their weights sum to 1."""

    model_config = ConfigDict(frozen=True)

    format: Literal["voxrig-blend"] = "voxrig-blend"
    version: Literal[1] = 1
    id: str
    display_name: str
    components: tuple[Component, ...] = Field(min_length=1)


class BlendStore:
    """Reads the files anew each time: several sidecars and the command line share them."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder of the files; it is made when the first blend is kept."""
        self._folder = folder

    def all(self) -> list[Blend]:
        """Every readable blend by id; one that cannot be read is named in the log."""
        blends = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                blends.append(self._read(path))
            except PreconditionError as error:
                _log.warning("%s", error)
        return blends

    def get(self, blend_id: str) -> Blend | None:
        """A blend, or None if there is none of this id.

        Raises:
            PreconditionError: Its file is damaged.
        """
        path = self._path(blend_id)
        return self._read(path) if path.is_file() else None

    def add(self, blend: Blend) -> None:
        """Keeps a new blend.

        Raises:
            AlreadyExistsError: There is one of this id.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._folder / ".lock"):
            if self._path(blend.id).exists():
                raise AlreadyExistsError(
                    "VOICE_EXISTS", f"there is a voice {blend.id!r} already; delete it first"
                )
            write_atomically(self._path(blend.id), blend.model_dump_json(indent=2).encode())

    def remove(self, blend_id: str) -> bool:
        """Removes a blend; False if there was none."""
        try:
            self._path(blend_id).unlink()
        except FileNotFoundError:
            return False
        return True

    def _path(self, blend_id: str) -> Path:
        return self._folder / f"{blend_id}.json"

    def _read(self, path: Path) -> Blend:
        try:
            return Blend.model_validate_json(path.read_bytes())
        except (ValidationError, OSError) as error:
            raise PreconditionError(
                "VOICE_DAMAGED", f"the blend in {path.name} cannot be read; delete it and make it again"
            ) from error
