# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of Voxrig that runs."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path


def version() -> str:
    """Version of the installed distribution, or of the checkout that runs without being installed."""
    try:
        return metadata.version("voxrig")
    except metadata.PackageNotFoundError:
        project = Path(__file__).resolve().parent.parent / "pyproject.toml"
        return tomllib.loads(project.read_text("utf-8"))["project"]["version"]
