# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks of the transformers library from local folders: whole, without code, without a connection."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import torch
from safetensors import SafetensorError

from models.gpt_sovits.published import require_file
from models.weights import WeightsError

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    Network = TypeVar("Network", bound=PreTrainedModel)

_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_CONFIG = "config.json"


def load_pretrained(network: type[Network], folder: Path, **options: Any) -> Network:
    """A network of a class from a folder, in evaluation mode and float32 on the CPU.

    Args:
        network: Class of transformers.
        folder: Holds config.json and model.safetensors or pytorch_model.bin.
        options: Of the configuration, in place of the folder's.

    Raises:
        models.weights.WeightsError: Files are missing or damaged, or the weights are not of this network.
    """
    require_file(folder, _CONFIG)
    require_file(folder, *_WEIGHTS)
    try:
        with _Quiet():
            read: Any = network.from_pretrained  # whose type does not know output_loading_info
            loaded, found = read(
                folder,
                local_files_only=True,
                weights_only=True,
                trust_remote_code=False,
                dtype=torch.float32,
                output_loading_info=True,
                **options,
            )
    except (OSError, ValueError, RuntimeError, EOFError, pickle.UnpicklingError, SafetensorError) as error:
        reason = str(error).partition("\n")[0]
        raise WeightsError(f"{folder} cannot be read as a {network.__name__}: {reason}") from error
    missing = sorted(found["missing_keys"])
    if missing:
        raise WeightsError(f"{folder} holds no whole {network.__name__}: it lacks {missing[0]}")
    return loaded.eval().requires_grad_(False)


class _Quiet:
    """Keeps the library's bars and reports off the terminal while it loads."""

    def __enter__(self) -> None:
        from transformers.utils import logging

        self._verbosity = logging.get_verbosity()
        logging.set_verbosity_error()
        logging.disable_progress_bar()

    def __exit__(self, *_: object) -> None:
        from transformers.utils import logging

        logging.set_verbosity(self._verbosity)
