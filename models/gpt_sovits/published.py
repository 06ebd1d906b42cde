# SPDX-License-Identifier: GPL-3.0-or-later
"""The published files beside a voice's own: which are needed, which are missing, how to get them.

`weights.toml` lists them. They lie in one folder under their official paths, so the official
"pretrained_models" folder serves as it is.
"""

from __future__ import annotations

import functools
import os
import shlex
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from models.gpt_sovits.version import Version
from models.weights import WeightsError, cache_dir, sha256_of

FOLDER_VARIABLE = "VOXRIG_GPT_SOVITS_DIR"
"""Where the files are; without it, `gpt-sovits` in the weight cache."""
CONTENT_ENCODER = "chinese-hubert-base"
TEXT_ENCODER = "chinese-roberta-wwm-ext-large"
SPEAKER_NETWORK = "eres2netv2"
_DOWNLOAD = "hf download"


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file by its official path.

    Attributes:
        path: Below the folder.
        size: Bytes; None if not known.
        sha256: Hex digest; None if not known.
    """

    path: str
    size: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """Files that are of use together.

    Attributes:
        what: What they are, for people.
        licence: SPDX identifier, as declared where they are published; "unclear" where nothing is.
        is_base: Whether they stand in for a voice's own files, for voices made of a reference alone.
        versions: That need them; empty for all.
        languages: That need them; empty for all.
        is_optional: Whether no voice needs them; where they are there, they are used.
        by_hand: What gets them, for people, where the repository does not have them; "" where it has.
    """

    name: str
    what: str
    licence: str
    is_base: bool
    versions: frozenset[Version]
    languages: frozenset[str]
    files: tuple[PublishedFile, ...]
    is_optional: bool = False
    by_hand: str = ""

    def is_needed(self, versions: Collection[Version], languages: Collection[str], *, base: bool) -> bool:
        """Whether any of these voices needs it."""
        return (
            not self.is_optional
            and (base or not self.is_base)
            and (not self.versions or not self.versions.isdisjoint(versions))
            and (not self.languages or not self.languages.isdisjoint(languages))
        )


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that is not there as it should be.

    Attributes:
        files: Those that are absent or damaged.
        remedy: What gets them, for people.
    """

    part: Part
    files: tuple[PublishedFile, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `weights.toml` says.

    Attributes:
        repository: On the Hugging Face hub.
        revision: Its commit.
    """

    repository: str
    revision: str
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part:
        """The part of a name.

        Raises:
            KeyError: There is none.
        """
        return {part.name: part for part in self.parts}[name]


@functools.cache
def manifest() -> Manifest:
    """The list of published files."""
    content = tomllib.loads(
        (resources.files(__package__ or "models.gpt_sovits") / "weights.toml").read_text("utf-8")
    )
    return Manifest(content["repository"], content["revision"], tuple(map(_part, content["parts"])))


def published_folder() -> Path:
    """Where published files are looked for: `VOXRIG_GPT_SOVITS_DIR` if set, else in the weight cache.

    Raises:
        models.weights.WeightsError: The cache cannot be made.
    """
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen).expanduser() if chosen else cache_dir() / "gpt-sovits"


def missing_parts(
    folder: Path,
    versions: Collection[Version] = tuple(Version),
    languages: Collection[str] = ("zh", "en", "ja", "ko", "yue"),
    *,
    base: bool = False,
    thorough: bool = False,
) -> list[Missing]:
    """What is absent from a folder, or not as long as it should be.

    Args:
        folder: Laid out as the official one.
        versions: Of the voices that shall speak.
        languages: That they shall speak.
        base: Whether voices made of a reference alone are wanted too.
        thorough: Whether to compare digests as well, which reads all of the files.
    """
    found: list[Missing] = []
    for part in manifest().parts:
        if part.is_needed(versions, languages, base=base):
            found.extend(_missing(folder, part, thorough))
    return found


def optional_parts(folder: Path) -> list[tuple[Part, Missing | None]]:
    """What is used where it is there and not asked for where it is not, and what of it is missing.

    Files of a part that is there in part only are an error to whoever uses it.
    """
    parts = [part for part in manifest().parts if part.is_optional]
    return [(part, next(_missing(folder, part, thorough=False), None)) for part in parts]


def part_folder(folder: Path, name: str) -> Path:
    """The folder of a part's files.

    Whether it is whole is for the part's loader to judge: other copies than the official ones serve too.

    Raises:
        models.weights.WeightsError: There is no such folder; the message says how to get it.
    """
    part = manifest().part(name)
    found = (folder / part.files[0].path).parent
    if not found.is_dir():
        raise WeightsError(f"{part.what}, is missing: {_remedy(folder, part, part.files)}")
    return found


def require_file(folder: Path, *names: str) -> Path:
    """The first of some files that a folder has.

    Raises:
        models.weights.WeightsError: It has none.
    """
    found = next((folder / name for name in names if (folder / name).is_file()), None)
    if found is None:
        raise WeightsError(
            f"there is no {' or '.join(names)} in {folder}; `voxrig doctor` says how to get it"
        )
    return found


def download_part(folder: Path, name: str) -> Path:
    """Fetches a part from the Hugging Face hub, where the user asked for that; what is there stays.

    Returns:
        The folder of its files.

    Raises:
        models.weights.WeightsError: The hub is out of reach, or a file came damaged.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    import huggingface_hub  # only for those who ask for the hub; after telemetry is off

    part = manifest().part(name)
    for file in part.files:
        target = folder / file.path
        if _is_sound(target, file, thorough=True):
            continue
        try:
            huggingface_hub.hf_hub_download(
                manifest().repository, file.path, revision=manifest().revision, local_dir=folder
            )
        except OSError as error:  # the base of the hub's own errors
            raise WeightsError(
                f"cannot get {file.path} of {manifest().repository} from the Hugging Face hub ({error}); "
                f"get it by other means and put it at {target}"
            ) from error
        if not _is_sound(target, file, thorough=True):
            raise WeightsError(f"{target} came damaged: delete it and try again")
    return (folder / part.files[0].path).parent


def _part(content: dict[str, Any]) -> Part:
    return Part(
        name=content["name"],
        what=content["what"],
        licence=content["licence"],
        is_base=content["base"],
        versions=frozenset(map(Version, content.get("versions", ()))),
        languages=frozenset(content.get("languages", ())),
        files=tuple(
            PublishedFile(file["path"], file.get("bytes"), file.get("sha256")) for file in content["files"]
        ),
        is_optional=content.get("optional", False),
        by_hand=content.get("by_hand", ""),
    )


def _missing(folder: Path, part: Part, thorough: bool) -> Iterator[Missing]:
    files = tuple(file for file in part.files if not _is_sound(folder / file.path, file, thorough))
    if files:
        yield Missing(part, files, _remedy(folder, part, files))


def _is_sound(path: Path, file: PublishedFile, thorough: bool) -> bool:
    if not path.is_file() or (file.size is not None and path.stat().st_size != file.size):
        return False
    return not thorough or file.sha256 is None or sha256_of(path) == file.sha256


def _remedy(folder: Path, part: Part, files: Collection[PublishedFile]) -> str:
    if part.by_hand:
        return f"{part.by_hand} to {folder}"
    listed = manifest()
    paths = " ".join(shlex.quote(file.path) for file in files)
    return (
        f"{_DOWNLOAD} {listed.repository} {paths} --revision {listed.revision} "
        f"--local-dir {shlex.quote(str(folder))}"
    )
