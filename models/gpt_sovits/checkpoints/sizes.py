# SPDX-License-Identifier: GPL-3.0-or-later
"""Bounds on what a checkpoint's configuration may ask for, before any network is built of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.gpt_sovits.checkpoints.errors import CheckpointError
from models.gpt_sovits.checkpoints.plain import Json

_Channels = Annotated[int, Field(ge=1, le=8192)]
_Layers = Annotated[int, Field(ge=1, le=64)]
_Kernel = Annotated[int, Field(ge=1, le=64)]
_Rows = Annotated[int, Field(ge=1, le=100_000)]
_Stages = Annotated[list[_Kernel], Field(min_length=1, max_length=8)]


class _Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _SynthesizerModel(_Section):
    inter_channels: _Channels
    hidden_channels: _Channels
    filter_channels: _Channels
    n_heads: _Kernel
    n_layers: _Layers
    kernel_size: _Kernel
    p_dropout: Annotated[float, Field(ge=0, lt=1)]
    resblock_kernel_sizes: _Stages
    resblock_dilation_sizes: Annotated[list[_Stages], Field(min_length=1, max_length=8)]
    upsample_rates: _Stages
    upsample_initial_channel: _Channels
    upsample_kernel_sizes: _Stages
    gin_channels: _Channels


class _SynthesizerData(_Section):
    filter_length: Annotated[int, Field(ge=2, le=65_536)] = 2048
    hop_length: Annotated[int, Field(ge=1, le=65_536)] = 640


class _SynthesizerTraining(_Section):
    segment_size: Annotated[int, Field(ge=1, le=10_000_000)] = 20_480


class _Synthesizer(_Section):
    model: _SynthesizerModel
    data: _SynthesizerData = _SynthesizerData()
    train: _SynthesizerTraining = _SynthesizerTraining()


class _SemanticModel(_Section):
    vocab_size: _Rows
    phoneme_vocab_size: _Rows
    embedding_dim: _Channels
    hidden_dim: _Channels
    head: _Kernel
    n_layer: _Layers
    EOS: _Rows


class _SemanticData(_Section):
    max_sec: Annotated[int, Field(ge=1, le=10_000)] = 54


class _Semantic(_Section):
    model: _SemanticModel
    data: _SemanticData = _SemanticData()


def check_synthesizer_sizes(config: Mapping[str, Json], name: str) -> None:
    """Passes if a configuration of SoVITS asks for a network of a sane size.

    Raises:
        CheckpointError: It does not; the message names the field.
    """
    _check(_Synthesizer, config, name)


def check_semantic_sizes(config: Mapping[str, Json], name: str) -> None:
    """Passes if a configuration of GPT asks for a network of a sane size.

    Raises:
        CheckpointError: It does not; the message names the field.
    """
    _check(_Semantic, config, name)


def _check(section: type[_Section], config: Mapping[str, Json], name: str) -> None:
    try:
        section.model_validate(config)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, ("config", *first["loc"])))
        raise CheckpointError(
            f"{name}: its configuration fits no network ({where}: {first['msg']})"
        ) from error
