# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tiny checkpoints in the official container formats, weights by the recipe."""

from __future__ import annotations

import functools
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from models.gpt_sovits.checkpoints import (
    choose_placement,
    load_synthesizer,
    load_text_to_semantic,
    pack,
    read_gpt,
    read_sovits,
)
from models.gpt_sovits.synthesizer import Synthesizer, SynthesizerConfig
from models.gpt_sovits.text_to_semantic import SemanticConfig, SemanticGenerator, TextToSemantic
from tests.data.gpt_sovits import recipe

VERSIONS = ("v1", "v2", "v2Pro", "v2ProPlus")
HEADERS = {"v2Pro": b"05", "v2ProPlus": b"06"}
"""First two bytes in place of "PK", as fine-tuned files of these versions have them."""
GPT_INFO = "GPT-e15"
SOVITS_INFO = "8epoch_216iteration"

Change = Callable[[dict[str, Any]], object]


class HParams:
    """Pickles as the official configuration class does: `utils.HParams`, nested, fields as attributes."""

    def __init__(self, **fields: object) -> None:
        for key, value in fields.items():
            setattr(self, key, HParams(**value) if isinstance(value, dict) else value)


HParams.__module__ = "utils"


def sovits_settings(version: str) -> dict[str, Any]:
    """A small official configuration of a version."""
    name = "v2" if version == "v1" else version
    model = json.loads((recipe.FOLDER / f"sovits_small/{name}.config.json").read_bytes())["model"]
    model.pop("version", None)
    named = {} if version == "v1" else {"version": version}  # The field is younger than v1.
    return {
        "train": {"segment_size": 20_480, "batch_size": 4, "pretrained_s2G": "C:/Users/somebody/s2G.pth"},
        "data": {"filter_length": 2048, "hop_length": 640, "exp_dir": "logs/voice"},
        "model": model | named,
        "s2_ckpt_dir": "logs/voice",
        "name": "voice",
        **named,
    }


def gpt_settings(version: str) -> dict[str, Any]:
    """A small official configuration of a GPT file; v2 serves all later versions."""
    settings = json.loads((recipe.FOLDER / "t2s_small/config.json").read_bytes())
    settings["model"]["phoneme_vocab_size"] = 512 if version == "v1" else 732
    return settings | {"output_dir": "logs/voice/logs_s1"}


def sovits_weights(version: str, *, posterior: bool = False) -> dict[str, Tensor]:
    """By the official keys, float16; fine-tuned files have no posterior encoder."""
    return {key: value.clone() for key, value in _sovits_weights(version, posterior).items()}


def gpt_weights(version: str) -> dict[str, Tensor]:
    """By the official keys, float16."""
    return {key: value.clone() for key, value in _gpt_weights(version).items()}


def write_sovits(
    path: Path,
    version: str,
    *,
    header: bytes | None = None,
    posterior: bool = False,
    change: Change = lambda _: None,
) -> Path:
    """A SoVITS file (.pth).

    Args:
        path: Where it goes.
        version: One of `VERSIONS`.
        header: Its first two bytes; None for those that the version's fine-tuned files have.
        posterior: Whether it has the posterior encoder, as published files have.
        change: Alters the entries before they are saved; the configuration is an `HParams`.
    """
    entries = {
        "weight": sovits_weights(version, posterior=posterior),
        "config": HParams(**sovits_settings(version)),
        "info": SOVITS_INFO,
    }
    change(entries)
    return write_container(path, entries, header or HEADERS.get(version, b"PK"))


def write_gpt(path: Path, version: str = "v2", *, change: Change = lambda _: None) -> Path:
    """A GPT file (.ckpt); v2 serves all later versions."""
    entries = {"weight": gpt_weights(version), "config": gpt_settings(version), "info": GPT_INFO}
    change(entries)
    return write_container(path, entries)


def write_container(path: Path, entries: object, header: bytes = b"PK") -> Path:
    """Anything, as the official saving functions write it."""
    buffer = io.BytesIO()
    with _official_module():
        torch.save(entries, buffer)
    path.write_bytes(header + buffer.getvalue()[2:])
    return path


def write_voice(folder: Path, version: str) -> tuple[Path, Path]:
    """Both files of a voice: .ckpt and .pth."""
    gpt = write_gpt(folder / "voice-e15.ckpt", "v1" if version == "v1" else "v2")
    return gpt, write_sovits(folder / "voice_e8_s216.pth", version)


def load_voice(folder: Path, version: str = "v2") -> tuple[SemanticGenerator, Synthesizer]:
    """Both networks of a voice on the CPU, by way of its files."""
    gpt, sovits = write_voice(folder, version)
    cpu = choose_placement("cpu")
    semantic = load_text_to_semantic(pack(read_gpt(gpt)), cpu)
    return SemanticGenerator(semantic), load_synthesizer(pack(read_sovits(sovits)), cpu)


@functools.cache
def _sovits_weights(version: str, posterior: bool) -> dict[str, Tensor]:
    config = SynthesizerConfig.from_official(sovits_settings(version), version)
    with torch.device("meta"):
        shapes = {k: v.shape for k, v in Synthesizer(config, posterior=posterior).state_dict().items()}
    return {key: value.half() for key, value in recipe.weights(shapes).items()}


@functools.cache
def _gpt_weights(version: str) -> dict[str, Tensor]:
    config = SemanticConfig.from_official(gpt_settings(version))
    with torch.device("meta"):
        shapes = {k: v.shape for k, v in TextToSemantic(config).state_dict().items()}
    return {f"model.{key}": value.half() for key, value in recipe.weights(shapes, "model.").items()}


@contextmanager
def _official_module() -> Iterator[None]:
    """pickle looks a class up by its name before it writes it."""
    module = ModuleType("utils")
    module.HParams = HParams  # pyright: ignore[reportAttributeAccessIssue]
    before = sys.modules.get("utils")
    sys.modules["utils"] = module
    try:
        yield
    finally:
        if before is None:
            del sys.modules["utils"]
        else:
            sys.modules["utils"] = before
