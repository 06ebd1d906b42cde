# SPDX-License-Identifier: GPL-3.0-or-later
"""The inside of official checkpoint files, unpickled by torch's restricted reader: data only, never code.

Before torch sees it, the pickle is read as a list of instructions, which executes nothing, and refused if it
names anything but tensors, containers and the configuration class `utils.HParams`.
"""

from __future__ import annotations

import io
import pickle
import pickletools
import threading
from collections.abc import Mapping

import torch

from models.gpt_sovits.checkpoints.container import Container
from models.gpt_sovits.checkpoints.errors import CheckpointError, UnsafeCheckpointError

_HPARAMS = "utils.HParams"
_STORAGES = ("Half", "BFloat16", "Float", "Double", "Long", "Int", "Short", "Char", "Byte", "Bool")
_KNOWN_NAMES = frozenset(
    {
        "collections.OrderedDict",
        "torch._utils._rebuild_parameter",
        "torch._utils._rebuild_tensor_v2",
        _HPARAMS,
        *(f"torch.{kind}Storage" for kind in _STORAGES),
    }
)
_NAMES_FROM_THE_STACK = frozenset({"STACK_GLOBAL", "INST", "OBJ", "EXT1", "EXT2", "EXT4"})
_LOCK = threading.Lock()
"""torch keeps one list of allowed classes for the process: a reader that ends would shorten another's."""


class HParams:
    """Stands in for the official class of that name: it keeps the fields and can do nothing."""

    fields: Mapping[str, object] = {}

    def __setstate__(self, state: object) -> None:
        if not isinstance(state, dict):
            raise pickle.UnpicklingError("a configuration without fields")
        self.fields = state


def unpickle(container: Container) -> object:
    """What an archive holds: dictionaries, lists, numbers, strings, tensors on the CPU and `HParams`.

    Raises:
        UnsafeCheckpointError: It names something else; nothing was executed.
        CheckpointError: It is damaged.
    """
    _check_names(container)
    try:
        with _LOCK, torch.serialization.safe_globals([(HParams, _HPARAMS)]):
            return torch.load(io.BytesIO(container.archive), map_location="cpu", weights_only=True)
    except Exception as error:  # wild bytes make torch's reader fail in any way
        raise CheckpointError(f"{container.name}: it is damaged ({_first_line(error)})") from error


def _check_names(container: Container) -> None:
    try:
        named = {_name(code, argument) for code, argument, _ in pickletools.genops(container.pickle)}
    except Exception as error:  # and its disassembler too
        raise CheckpointError(f"{container.name}: it is damaged ({_first_line(error)})") from error
    unknown = sorted(named - _KNOWN_NAMES - {""})
    if unknown:
        raise UnsafeCheckpointError(
            f"{container.name}: it names {', '.join(unknown[:3])}, which no voice needs and which could run "
            "code on this computer, so it was not opened"
        )


def _name(operation: pickletools.OpcodeInfo, argument: object) -> str:
    if operation.name == "GLOBAL":
        return str(argument).replace(" ", ".")
    return f"something by {operation.name}" if operation.name in _NAMES_FROM_THE_STACK else ""


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0]
