# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices from files: official checkpoints read without running code, kept as safetensors, shared in use."""

from __future__ import annotations

from models.gpt_sovits.checkpoints.errors import (
    CheckpointError,
    UnsafeCheckpointError,
    UnsupportedCheckpointError,
)
from models.gpt_sovits.checkpoints.official import (
    Checkpoint,
    Kind,
    read_gpt,
    read_sovits,
    read_speaker_network,
)
from models.gpt_sovits.checkpoints.pack import Delivery, Pack, read_pack
from models.gpt_sovits.checkpoints.placement import Device, Placement, Precision, choose_placement
from models.gpt_sovits.checkpoints.pool import ModelPool
from models.gpt_sovits.checkpoints.stored import (
    StoredDescription,
    describe,
    load_synthesizer,
    load_text_to_semantic,
    pack,
)
from models.gpt_sovits.checkpoints.versions import check_pair

__all__ = [
    "Checkpoint",
    "CheckpointError",
    "Delivery",
    "Device",
    "Kind",
    "ModelPool",
    "Pack",
    "Placement",
    "Precision",
    "StoredDescription",
    "UnsafeCheckpointError",
    "UnsupportedCheckpointError",
    "check_pair",
    "choose_placement",
    "describe",
    "load_synthesizer",
    "load_text_to_semantic",
    "pack",
    "read_gpt",
    "read_pack",
    "read_sovits",
    "read_speaker_network",
]
