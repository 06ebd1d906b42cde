# SPDX-License-Identifier: GPL-3.0-or-later
"""What an untrusted configuration says, as JSON has it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from models.gpt_sovits.checkpoints.errors import CheckpointError
from models.gpt_sovits.checkpoints.unpickling import HParams

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
_MAX_VALUES = 10_000
_MAX_DEPTH = 12
_MAX_CHARACTERS = 10_000


def plain_config(config: object, name: str) -> dict[str, Json]:
    """A configuration without classes.

    Args:
        config: A dictionary or `HParams`, nested.
        name: The file's, for messages.

    Raises:
        CheckpointError: It holds other things, or so much that it cannot be a configuration.
    """
    fields = _Reader(name).read(config, "config", 0)
    if not isinstance(fields, dict):
        raise CheckpointError(f"{name}: its config is no dictionary")
    return fields


class _Reader:
    """Counts values as it goes: a pickle can hold one list many times over, and itself."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = _MAX_VALUES

    def read(self, value: object, where: str, depth: int) -> Json:
        self._left -= 1
        if self._left < 0 or depth > _MAX_DEPTH:
            raise CheckpointError(f"{self._name}: its config is too large to be one of GPT-SoVITS")
        match value:
            case HParams():
                return self._read_fields(value.fields, where, depth)
            case Mapping():
                return self._read_fields(value, where, depth)
            case list() | tuple():
                return [self.read(each, f"{where}[{index}]", depth + 1) for index, each in enumerate(value)]
            case None | bool() | int():
                return value
            case float() if math.isfinite(value):
                return value
            case str() if len(value) <= _MAX_CHARACTERS:
                return value
        raise CheckpointError(f"{self._name}: {where} is no plain value but a {type(value).__name__}")

    def _read_fields(self, fields: Mapping[Any, object], where: str, depth: int) -> dict[str, Json]:
        plain: dict[str, Json] = {}
        for key, value in fields.items():
            if not isinstance(key, str):
                raise CheckpointError(f"{self._name}: {where} has the key {key!r:.40}, which is no name")
            plain[key] = self.read(value, f"{where}.{key}", depth + 1)
        return plain
