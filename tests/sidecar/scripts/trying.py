# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading of what may be no script."""

from __future__ import annotations

from sidecar.errors import InvalidRequestError
from sidecar.scripts import Script, read_script


def read_or_refuse(file_name: str, content: bytes) -> Script | None:
    """The script, or None if it was refused; a refusal must name the content."""
    try:
        return read_script(file_name, content)
    except InvalidRequestError as error:
        if {violation.field for violation in error.violations} - {"content", "columns.text"}:
            raise
        return None
