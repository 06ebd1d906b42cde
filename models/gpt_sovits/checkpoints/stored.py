# SPDX-License-Identifier: GPL-3.0-or-later
"""A voice's files as Voxrig keeps them: weights as safetensors, everything else as JSON beside them."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from models.gpt_sovits.checkpoints.errors import CheckpointError
from models.gpt_sovits.checkpoints.fitting import precision_of
from models.gpt_sovits.checkpoints.official import Checkpoint, Kind, check_semantic, check_synthesizer
from models.gpt_sovits.checkpoints.placement import Placement
from models.gpt_sovits.checkpoints.plain import plain_config
from models.gpt_sovits.checkpoints.versions import semantic_version, synthesizer_version
from models.gpt_sovits.synthesizer import Synthesizer, Version
from models.gpt_sovits.text_to_semantic import TextToSemantic
from models.weights import sha256_of

FORMAT = "voxrig-gpt-sovits"
_FORMAT_VERSION = 1
_MAX_JSON_BYTES = 1 << 20
_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class StoredDescription(BaseModel):
    """The JSON beside the weights.

    Attributes:
        config: Sections of the official configuration.
        info: What the training wrote about itself.
        precision: Of the stored weights, such as "float16".
        source_sha256: Of the official file that it was made of.
        weights_sha256: Of the safetensors file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["voxrig-gpt-sovits"] = FORMAT
    format_version: Literal[1] = _FORMAT_VERSION
    kind: Kind
    version: Version
    config: dict[str, object]
    info: Annotated[str, Field(max_length=200)]
    precision: Literal["float16", "bfloat16", "float32"]
    source_sha256: _Sha256
    weights_sha256: _Sha256


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A stored file, described but not loaded."""

    description: StoredDescription
    weights_path: Path

    @property
    def version(self) -> Version:
        """Of the network; for GPT: v1, or v2 for it and all later ones."""
        return self.description.version


def store(checkpoint: Checkpoint, folder: Path) -> StoredCheckpoint:
    """Writes a checkpoint as KIND.safetensors and KIND.json; each appears only when it is complete.

    Raises:
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights_path, description_path = _paths(folder, checkpoint.kind)
    metadata = {"format": "pt", "source_sha256": checkpoint.source_sha256}
    _write(weights_path, lambda path: save_file(checkpoint.weights, path, metadata))
    description = StoredDescription(
        kind=checkpoint.kind,
        version=checkpoint.version,
        config=dict(checkpoint.config),
        info=checkpoint.info,
        precision=checkpoint.precision,  # pyright: ignore[reportArgumentType] - checked by pydantic
        source_sha256=checkpoint.source_sha256,
        weights_sha256=sha256_of(weights_path),
    )
    text = description.model_dump_json(indent=1)
    _write(description_path, lambda path: path.write_text(text, "utf-8"))
    return StoredCheckpoint(description, weights_path)


def find_stored(folder: Path, kind: Kind) -> StoredCheckpoint:
    """A stored file's description; the weights are not touched.

    Raises:
        CheckpointError: There is none, or it is malformed.
    """
    weights_path, description_path = _paths(folder, kind)
    try:
        with description_path.open("rb") as file:
            content = file.read(_MAX_JSON_BYTES + 1)
        if len(content) > _MAX_JSON_BYTES:
            raise ValueError("it is larger than 1 MiB")
        description = StoredDescription.model_validate(json.loads(content))
    except OSError as error:
        raise CheckpointError(f"{description_path.name}: it cannot be read ({error.strerror})") from error
    except (ValidationError, ValueError, RecursionError) as error:
        raise CheckpointError(f"{description_path.name}: it describes no stored voice ({error})") from error
    if description.kind is not kind:
        raise CheckpointError(f"{description_path.name}: it describes a {description.kind} file")
    return StoredCheckpoint(description, weights_path)


def load_text_to_semantic(stored: StoredCheckpoint, placement: Placement) -> TextToSemantic:
    """The network of a stored GPT file, for inference.

    Raises:
        CheckpointError: The weights are missing, changed or not of this network.
    """
    weights, name = _read_weights(stored, Kind.GPT)
    config = plain_config(stored.description.config, name)
    _check_version(stored, semantic_version(weights, name), name)
    sizes = check_semantic(config, weights, name)
    network = TextToSemantic.from_weights(sizes, weights)
    return network.requires_grad_(False).to(placement.device, placement.dtype)


def load_synthesizer(stored: StoredCheckpoint, placement: Placement) -> Synthesizer:
    """The network of a stored SoVITS file, for inference: weight normalisation is folded in.

    Raises:
        CheckpointError: The weights are missing, changed or not of this network.
    """
    weights, name = _read_weights(stored, Kind.SOVITS)
    config = plain_config(stored.description.config, name)
    _check_version(stored, synthesizer_version(weights, (stored.version,), name), name)
    sizes = check_synthesizer(config, stored.version, weights, name)
    return Synthesizer.from_weights(sizes, weights).for_inference(placement.device, placement.dtype)


def _read_weights(stored: StoredCheckpoint, kind: Kind) -> tuple[dict[str, Tensor], str]:
    name = stored.weights_path.name
    if stored.description.kind is not kind:
        raise CheckpointError(f"{name}: it is a {stored.description.kind} file, not a {kind} file")
    try:
        if sha256_of(stored.weights_path) != stored.description.weights_sha256:
            raise CheckpointError(f"{name}: it is damaged, so import the voice again")
        weights = load_file(stored.weights_path)
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{name}: it cannot be read ({error}), so import the voice again") from error
    if precision_of(weights) != stored.description.precision:
        raise CheckpointError(f"{name}: its weights are not in {stored.description.precision} as described")
    return weights, name


def _check_version(stored: StoredCheckpoint, found: Version, name: str) -> None:
    if found is not stored.version:
        raise CheckpointError(f"{name}: it is described as {stored.version}, but its weights are of {found}")


def _paths(folder: Path, kind: Kind) -> tuple[Path, Path]:
    return folder / f"{kind}.safetensors", folder / f"{kind}.json"


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """By way of another name in the same folder."""
    descriptor, temporary_name = tempfile.mkstemp(".part", f".{path.name}.", path.parent)
    os.close(descriptor)
    temporary = Path(temporary_name)
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
