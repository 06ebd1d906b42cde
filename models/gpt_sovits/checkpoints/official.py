# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads official checkpoint files: a voice's GPT .ckpt and SoVITS .pth, and the speaker network."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from torch import Tensor

from models.gpt_sovits.checkpoints.container import Container, read_container
from models.gpt_sovits.checkpoints.errors import CheckpointError
from models.gpt_sovits.checkpoints.fitting import blueprint, check_shapes, plain_weights, precision_of
from models.gpt_sovits.checkpoints.plain import Json, plain_config
from models.gpt_sovits.checkpoints.sizes import check_semantic_sizes, check_synthesizer_sizes
from models.gpt_sovits.checkpoints.unpickling import unpickle
from models.gpt_sovits.checkpoints.versions import semantic_version, synthesizer_version
from models.gpt_sovits.speaker_vector import SpeakerNetwork
from models.gpt_sovits.synthesizer import Synthesizer, SynthesizerConfig, Version
from models.gpt_sovits.text_to_semantic import SemanticConfig, TextToSemantic
from models.gpt_sovits.text_to_semantic.network import OFFICIAL_PREFIX

_POSTERIOR = "enc_q"
_SPEAKER_INPUT = "conv1.weight"
_SECTIONS = ("model", "data", "train", "inference")
_MAX_INFO_CHARACTERS = 200
_TRAINING_STATES = {
    "state_dict": "the file of the same voice in the folder GPT_weights",
    "optimizer": "the file of the same voice in the folder SoVITS_weights",
}


class Kind(StrEnum):
    """The two files of a voice."""

    GPT = "gpt"
    SOVITS = "sovits"


@dataclass(frozen=True, eq=False, slots=True)
class Checkpoint:
    """A file of a voice, known to fit its network.

    Attributes:
        kind: Which of the two.
        version: For GPT: v1, or v2 for it and all later ones.
        config: The official configuration's sections, without the paths of whoever trained it.
        info: What the training wrote about itself, such as "8epoch_216iteration".
        source_sha256: Hex digest of the official file.
        precision: Of the weights, such as "float16".
        weights: By the official keys, without the posterior encoder, which only training uses.
    """

    kind: Kind
    version: Version
    config: dict[str, Json]
    info: str
    source_sha256: str
    precision: str
    weights: dict[str, Tensor]


def read_gpt(path: Path) -> Checkpoint:
    """Reads the GPT file (.ckpt) of a voice; nothing in it is executed.

    Raises:
        CheckpointError: It is something else or damaged; the message says what.
    """
    container = read_container(path)
    content = _entries(container)
    weights = _weights(container, content)
    version = semantic_version(weights, container.name)
    config = plain_config(content.get("config"), container.name)
    check_semantic(config, weights, container.name)
    return _checkpoint(Kind.GPT, version, container, content, config, weights)


def read_sovits(path: Path) -> Checkpoint:
    """Reads the SoVITS file (.pth) of a voice; nothing in it is executed.

    Raises:
        UnsupportedCheckpointError: It is of v3 or v4 or a part that only training uses.
        CheckpointError: It is something else or damaged; the message says what.
    """
    container = read_container(path)
    content = _entries(container)
    weights = {key: value for key, value in _weights(container, content).items() if _POSTERIOR not in key}
    config = plain_config(content.get("config"), container.name)
    version = synthesizer_version(weights, (container.hint, _claimed(config)), container.name)
    check_synthesizer(config, version, weights, container.name)
    return _checkpoint(Kind.SOVITS, version, container, content, config, weights)


def read_speaker_network(path: Path) -> SpeakerNetwork:
    """Reads the published speaker network (pretrained_eres2netv2w24s4ep4.ckpt), a plain state dict.

    Raises:
        CheckpointError: It is something else or damaged; the message says what.
    """
    container = read_container(path)
    content = unpickle(container)
    if not isinstance(content, Mapping) or _SPEAKER_INPUT not in content:
        raise CheckpointError(f"{container.name}: it is no speaker network, for it lacks {_SPEAKER_INPUT}")
    weights = plain_weights(content, len(container.archive), container.name)
    channels = next(iter(weights[_SPEAKER_INPUT].shape), 0)
    check_shapes(lambda: blueprint(lambda: SpeakerNetwork(channels)), weights, container.name)
    return SpeakerNetwork.from_weights(weights)


def check_semantic(config: Mapping[str, Json], weights: Mapping[str, Tensor], name: str) -> SemanticConfig:
    """The sizes of a GPT whose weights fit them.

    Raises:
        CheckpointError: The configuration is malformed, or the weights are not of that network.
    """
    check_semantic_sizes(config, name)
    try:
        sizes = SemanticConfig.from_official(config)
    except ValueError as error:
        raise CheckpointError(f"{name}: its configuration fits no network ({error})") from error
    own = {key.removeprefix(OFFICIAL_PREFIX): value for key, value in weights.items()}
    check_shapes(lambda: _semantic_blueprint(sizes), own, name)
    return sizes


def check_synthesizer(
    config: Mapping[str, Json], version: Version, weights: Mapping[str, Tensor], name: str
) -> SynthesizerConfig:
    """The sizes of a SoVITS whose weights fit them.

    Raises:
        CheckpointError: The configuration is malformed, or the weights are not of that network.
    """
    check_synthesizer_sizes(config, name)
    try:
        sizes = SynthesizerConfig.from_official(config, version)
    except ValueError as error:
        raise CheckpointError(f"{name}: its configuration fits no network ({error})") from error
    check_shapes(lambda: _synthesizer_blueprint(sizes), weights, name)
    return sizes


@functools.lru_cache(maxsize=8)
def _semantic_blueprint(sizes: SemanticConfig) -> Mapping[str, Tensor]:
    return blueprint(lambda: TextToSemantic(sizes))


@functools.lru_cache(maxsize=8)
def _synthesizer_blueprint(sizes: SynthesizerConfig) -> Mapping[str, Tensor]:
    return blueprint(lambda: Synthesizer(sizes, posterior=False))


def _entries(container: Container) -> Mapping[object, object]:
    content = unpickle(container)
    if not isinstance(content, Mapping):
        raise CheckpointError(f"{container.name}: it holds no voice, but a {type(content).__name__}")
    for key, better in _TRAINING_STATES.items():
        if key in content:
            raise CheckpointError(f"{container.name}: it is an unfinished training's state; give {better}")
    for key in ("weight", "config"):
        if key not in content:
            raise CheckpointError(f"{container.name}: it is no voice of GPT-SoVITS, for it lacks {key!r}")
    return content


def _weights(container: Container, content: Mapping[object, object]) -> dict[str, Tensor]:
    weights = content["weight"]
    if not isinstance(weights, Mapping):
        raise CheckpointError(f"{container.name}: its weights are no dictionary of tensors")
    return plain_weights(weights, len(container.archive), container.name)


def _claimed(config: Mapping[str, Json]) -> str | None:
    """The version that a configuration names, in `model` or, as older ones do, at the top."""
    model = config.get("model")
    named = model.get("version") if isinstance(model, dict) else None
    named = named or config.get("version")
    return named if isinstance(named, str) else None


def _checkpoint(
    kind: Kind,
    version: Version,
    container: Container,
    content: Mapping[object, object],
    config: Mapping[str, Json],
    weights: dict[str, Tensor],
) -> Checkpoint:
    info = content.get("info")
    return Checkpoint(
        kind=kind,
        version=version,
        config=_without_paths(config),
        info=info[:_MAX_INFO_CHARACTERS] if isinstance(info, str) else "",
        source_sha256=container.sha256,
        precision=precision_of(weights),
        weights=weights,
    )


def _without_paths(config: Mapping[str, Json]) -> dict[str, Json]:
    """The sections about the network; of strings, only the network's own settings."""
    kept: dict[str, Json] = {}
    for section in _SECTIONS:
        fields = config.get(section)
        if isinstance(fields, dict):
            kept[section] = {
                key: value
                for key, value in fields.items()
                if section == "model" or isinstance(value, bool | int | float)
            }
    return kept
