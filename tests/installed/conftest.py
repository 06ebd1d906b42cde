# SPDX-License-Identifier: GPL-3.0-or-later
"""The built zip, made once for this computer."""

from __future__ import annotations

import platform as machine
import sys
from pathlib import Path

import pytest

import build_addon


@pytest.fixture(scope="session")
def platform() -> build_addon.Platform:
    names = {
        ("linux", "x86_64"): "linux-x64",
        ("win32", "amd64"): "windows-x64",
        ("darwin", "arm64"): "macos-arm64",
        ("darwin", "x86_64"): "macos-x64",
    }
    here = (sys.platform, machine.machine().lower())
    if here not in names:
        pytest.skip(f"no extension is built for {here}")
    return build_addon.PLATFORMS[names[here]]


@pytest.fixture(scope="session")
def extension_zip(platform: build_addon.Platform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_addon.build(platform, tmp_path_factory.mktemp("dist"), build_addon.find_extension_tool())
