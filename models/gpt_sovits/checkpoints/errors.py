# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a checkpoint is refused; each message is one sentence for the person who gave the file."""

from __future__ import annotations


class CheckpointError(ValueError):
    """A file cannot be used as what it was given for."""


class UnsafeCheckpointError(CheckpointError):
    """A file asks for code to be run or for more memory than it holds; nothing of it was executed."""


class UnsupportedCheckpointError(CheckpointError):
    """A sound file of GPT-SoVITS that Voxrig cannot speak with, such as one of v3 or v4."""
