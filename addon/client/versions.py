# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether add-on and sidecar are of versions that work together: the first two numbers agree."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from ..locale import translated
from .errors import SidecarError

_MANIFEST: Final = Path(__file__).parents[1] / "blender_manifest.toml"


class VersionError(SidecarError):
    """The sidecar is of a version that does not work with the add-on; the message tells both.

    Attributes:
        is_newer: Whether it is the sidecar that is newer.
    """

    def __init__(self, message: str, *, is_newer: bool) -> None:
        super().__init__(message, "FAILED_PRECONDITION")
        self.is_newer = is_newer


@dataclass(frozen=True, slots=True)
class SidecarInfo:
    """What a sidecar says that it is.

    Attributes:
        version: Like "0.1.0".
        engine: Runtime and device of what speaks.
        languages: BCP-47 tags of what it speaks.
    """

    version: str
    engine: str = ""
    languages: tuple[str, ...] = ()


class Informant(Protocol):
    """What can be asked which version the sidecar has."""

    def info(self) -> SidecarInfo:
        """What it is; SidecarError if it cannot tell."""
        ...


@functools.cache
def addon_version() -> str:
    """The add-on's own, as its manifest says."""
    return tomllib.loads(_MANIFEST.read_text(encoding="utf-8"))["version"]


def agree(one: str, other: str) -> bool:
    """Whether two versions, like "0.1.0", have the same first two numbers."""
    return one.split(".")[:2] == other.split(".")[:2]


def check_version(sidecar: Informant) -> None:
    """Passes if the sidecar works with this add-on.

    Raises:
        VersionError: It does not.
        SidecarError: It cannot be asked.
    """
    ours = addon_version()
    try:
        theirs = sidecar.info().version
    except SidecarError as error:
        if error.code != "UNIMPLEMENTED":
            raise
        theirs = ""
    if not theirs:
        words = translated(
            "The sidecar is too old to tell its version, the add-on is {ours}: update the sidecar"
        )
        raise VersionError(words.format(ours=ours), is_newer=False)
    if not agree(ours, theirs):
        is_newer = _numbers(theirs) > _numbers(ours)
        words = translated(
            "The sidecar is {theirs}, the add-on {ours}; they do not work together: update the add-on"
            if is_newer
            else "The sidecar is {theirs}, the add-on {ours}; they do not work together: update the sidecar"
        )
        raise VersionError(words.format(theirs=theirs, ours=ours), is_newer=is_newer)


def _numbers(version: str) -> list[int]:
    return [int(part) if part.isdecimal() else 0 for part in version.split(".")]
