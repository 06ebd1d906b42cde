# SPDX-License-Identifier: GPL-3.0-or-later
"""A tiny sidecar to install: it can be checked, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from pathlib import Path

from addon.client.installer import Package

_HEALTHY = "import sys; print('tiny', *sys.argv[1:])"


def make_package(folder: Path, main: str = _HEALTHY, version: str = "0.1.0") -> Package:
    """A wheel whose `python -m sidecar` runs `main`, with constraints that constrain nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"voxrig-{version}.dist-info"
    files = {
        "sidecar/__init__.py": "",
        "sidecar/__main__.py": main,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: voxrig\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [f"{name},sha256={_digest(text)},{len(text)}\n" for name, text in files.items()]
    files[f"{info}/RECORD"] = "".join([*rows, f"{info}/RECORD,,\n"])
    wheel = folder / f"voxrig-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    constraints = folder / "constraints.txt"
    constraints.write_text("", encoding="utf-8")
    return Package(wheel, constraints, version)


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
