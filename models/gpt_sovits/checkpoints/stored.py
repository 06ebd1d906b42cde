# SPDX-License-Identifier: GPL-3.0-or-later
"""A voice's networks as Voxrig keeps them: safetensors files with a JSON description in the header.

The same checkpoint gives the same bytes, so that voices that share one keep it once.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from models.gpt_sovits.checkpoints.errors import CheckpointError
from models.gpt_sovits.checkpoints.fitting import precision_of
from models.gpt_sovits.checkpoints.official import Checkpoint, Kind, check_semantic, check_synthesizer
from models.gpt_sovits.checkpoints.placement import Placement
from models.gpt_sovits.checkpoints.plain import plain_config
from models.gpt_sovits.checkpoints.versions import semantic_version, synthesizer_version
from models.gpt_sovits.synthesizer import Synthesizer, Version
from models.gpt_sovits.text_to_semantic import TextToSemantic
from models.tensor_file import metadata_of

FORMAT = "voxrig.gpt-sovits.network"
_VERSION = 1


class StoredDescription(BaseModel):
    """The JSON in the header.

    Attributes:
        config: Sections of the official configuration.
        info: What the training wrote about itself.
        precision: Of the stored weights, such as "float16".
        source_sha256: Of the official file that it was made of.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format_version: Literal[1] = _VERSION
    kind: Kind
    version: Version
    config: dict[str, object]
    info: Annotated[str, Field(max_length=200)]
    precision: Literal["float16", "bfloat16", "float32"]
    source_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


def pack(checkpoint: Checkpoint) -> bytes:
    """A checkpoint as a safetensors file."""
    description = StoredDescription(
        kind=checkpoint.kind,
        version=checkpoint.version,
        config=dict(checkpoint.config),
        info=checkpoint.info,
        precision=checkpoint.precision,  # pyright: ignore[reportArgumentType] - checked by pydantic
        source_sha256=checkpoint.source_sha256,
    )
    # One entry: the library shuffles several.
    return save(checkpoint.weights, {FORMAT: description.model_dump_json()})


def describe(content: bytes) -> StoredDescription:
    """What `pack` wrote about a checkpoint; its weights are not read.

    Raises:
        CheckpointError: It is no such file.
    """
    try:
        return StoredDescription.model_validate_json(metadata_of(content)[FORMAT])
    except (KeyError, ValidationError, ValueError) as error:
        raise CheckpointError(f"it is no stored network of GPT-SoVITS ({error})") from error


def load_text_to_semantic(content: bytes, placement: Placement) -> TextToSemantic:
    """The network of a packed GPT file, for inference.

    Raises:
        CheckpointError: It is damaged, or the weights are not of this network.
    """
    described, weights, name = _read(content, Kind.GPT)
    config = plain_config(described.config, name)
    _check_version(described, semantic_version(weights, name), name)
    network = TextToSemantic.from_weights(check_semantic(config, weights, name), weights)
    return network.requires_grad_(False).to(placement.device, placement.dtype)


def load_synthesizer(content: bytes, placement: Placement) -> Synthesizer:
    """The network of a packed SoVITS file, for inference: weight normalisation is folded in.

    Raises:
        CheckpointError: It is damaged, or the weights are not of this network.
    """
    described, weights, name = _read(content, Kind.SOVITS)
    config = plain_config(described.config, name)
    _check_version(described, synthesizer_version(weights, (described.version,), name), name)
    sizes = check_synthesizer(config, described.version, weights, name)
    return Synthesizer.from_weights(sizes, weights).for_inference(placement.device, placement.dtype)


def _read(content: bytes, kind: Kind) -> tuple[StoredDescription, dict[str, Tensor], str]:
    described = describe(content)
    name = f"the stored {kind} network"
    if described.kind is not kind:
        raise CheckpointError(f"{name}: it is a {described.kind} network")
    try:
        weights = load(content)
    except (SafetensorError, ValueError) as error:
        raise CheckpointError(f"{name}: it is damaged ({error})") from error
    if precision_of(weights) != described.precision:
        raise CheckpointError(f"{name}: its weights are not in {described.precision} as described")
    return described, weights, name


def _check_version(described: StoredDescription, found: Version, name: str) -> None:
    if found is not described.version:
        raise CheckpointError(
            f"{name}: it is described as {described.version}, but its weights are of {found}"
        )
