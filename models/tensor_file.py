# SPDX-License-Identifier: GPL-3.0-or-later
"""What a safetensors file in memory says about itself (https://huggingface.co/docs/safetensors)."""

from __future__ import annotations

import json

MAX_HEADER_BYTES = 1 << 20


def metadata_of(content: bytes, most: int = MAX_HEADER_BYTES) -> dict[str, str]:
    """The entries that the file's writer added to its header, an eight-byte length and JSON.

    Args:
        content: The file.
        most: Bytes of the longest header that is read.

    Raises:
        ValueError: It is no safetensors file.
    """
    length = int.from_bytes(content[:8], "little")
    if not 2 <= length <= min(len(content) - 8, most):
        raise ValueError("not a safetensors file")
    try:
        metadata = json.loads(content[8 : 8 + length]).get("__metadata__", {})
    except (ValueError, AttributeError, RecursionError) as error:
        raise ValueError("not a safetensors file") from error
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise ValueError("not a safetensors file")
    return metadata
