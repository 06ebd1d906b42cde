# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the installable extension: dist/voxrig-<version>-<platform>.zip, one for each platform.

Each zip holds the add-on and the unmodified wheels that it needs on that platform, for every Python that a
supported Blender brings, so that installing it downloads nothing. Their versions are those of
constraints/blender.txt. As plain data it also carries the sidecar's own wheel and the versions that it was
tested with, which the add-on installs on the animator's word. Blender's own extension tool builds and
validates the zip; it comes with Blender and with the bpy wheel and runs without either being started.

Building twice from the same files gives the same bytes.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent
SOURCE: Final = ROOT / "addon"
PINS: Final = ROOT / "constraints" / "blender.txt"
SIDECAR_PINS: Final = ROOT / "constraints" / "sidecar.txt"
SIDECAR_PACKAGE: Final = "sidecar_package"  # folder in the zip, which addon/client/installer.py looks into
WHEELS: Final = ROOT / "build" / "wheels"
BUNDLED: Final = ("grpcio", "protobuf", "pysubs2", "typing-extensions")  # what Blender does not bring itself
DOCUMENTS: Final = ("LICENSE", "README.md")
MANIFEST: Final = "blender_manifest.toml"
DATE: Final = (1980, 1, 1, 0, 0, 0)  # of every file in the zip
EXTENSION_TOOL: Final = "*/scripts/addons_core/bl_pkg/cli/blender_ext.py"


class BuildError(Exception):
    """The zip could not be made; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as Blender and as PyPI call it.

    Attributes:
        name: Blender's name.
        tags: PyPI's names, any of which will do.
        pythons: Versions of Python in the Blenders for it: 3.11 up to 5.0, 3.13 from 5.1 on.
    """

    name: str
    tags: tuple[str, ...]
    pythons: tuple[str, ...] = ("3.11", "3.13")


PLATFORMS: Final = {
    platform.name: platform
    for platform in (
        # Linux distributions build Blender with their own Python.
        Platform("linux-x64", ("manylinux2014_x86_64", "manylinux_2_28_x86_64"), ("3.11", "3.13", "3.14")),
        Platform("windows-x64", ("win_amd64",)),
        Platform("macos-arm64", ("macosx_11_0_arm64",)),
        Platform("macos-x64", ("macosx_11_0_x86_64",)),
    )
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--platform", action="append", choices=sorted(PLATFORMS), help="make only this one; may be repeated"
    )
    parser.add_argument(
        "--output", type=Path, default=ROOT / "dist", help="folder of the zips (default: dist)"
    )
    parser.add_argument(
        "--blender-ext", type=Path, help="Blender's blender_ext.py, if it is not found by itself"
    )
    options = parser.parse_args(arguments)
    try:
        tool = options.blender_ext or find_extension_tool()
        for name in options.platform or PLATFORMS:
            made = build(PLATFORMS[name], options.output, tool)
            print(f"{made}  {made.stat().st_size / 1e6:.1f} MB")
    except BuildError as error:
        print(f"build_addon.py: {error}", file=sys.stderr)
        return 1
    return 0


def build(platform: Platform, output: Path, tool: Path) -> Path:
    """Makes and validates one platform's zip.

    Args:
        platform: Which.
        output: Folder of the zip; made if missing.
        tool: Blender's blender_ext.py.

    Returns:
        The zip's path.

    Raises:
        BuildError: If a wheel is missing or Blender's tool refuses the add-on.
    """
    wheels = fetch_wheels(platform)
    version = tomllib.loads((SOURCE / MANIFEST).read_text(encoding="utf-8"))["version"]
    output.mkdir(parents=True, exist_ok=True)
    made = output.resolve() / f"voxrig-{version}-{platform.name}.zip"
    with tempfile.TemporaryDirectory(prefix="voxrig-") as folder:
        staging = Path(folder)
        build_sidecar(staging / "source" / SIDECAR_PACKAGE)
        stage(staging / "source", platform, wheels)
        built = staging / "build" / made.name
        built.parent.mkdir()
        run_tool(tool, "build", "--source-dir", str(staging / "source"), "--output-filepath", str(built))
        repack(built, made)
    run_tool(tool, "validate", str(made))
    return made


def stage(folder: Path, platform: Platform, wheels: Iterable[Path]) -> None:
    """Lays out the zip's contents in a folder."""
    for path in source_files():
        _copy(SOURCE / path, folder / path)
    for name in DOCUMENTS:
        _copy(ROOT / name, folder / name)
    bundled = []
    for wheel in wheels:
        _copy(wheel, folder / "wheels" / wheel.name)
        bundled.append(f"./wheels/{wheel.name}")
    text = (SOURCE / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(manifest_for(text, platform, bundled), encoding="utf-8", newline="\n")


def build_sidecar(folder: Path) -> None:
    """Builds the sidecar's wheel into a folder, and puts beside it the versions that it was tested with.

    Raises:
        BuildError: If hatchling is missing or fails.
    """
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(
            f"hatchling made no wheel of the sidecar; is it installed here? `nox -s addon` sees to that\n"
            f"{done.stdout}{done.stderr}"
        )
    _copy(SIDECAR_PINS, folder / "constraints.txt")


def manifest_for(text: str, platform: Platform, wheels: Sequence[str]) -> str:
    """The manifest of the source tree, `text`, with one platform and its wheels (paths within the zip).

    Raises:
        BuildError: If it does not have one `platforms` and one `wheels`.
    """
    for key, values in (("platforms", [platform.name]), ("wheels", wheels)):
        rows = "".join(f"\n  {json.dumps(value)}," for value in values)
        text, count = re.subn(rf"(?ms)^{key} = \[.*?\]", f"{key} = [{rows}\n]", text)
        if count != 1:
            raise BuildError(f"{MANIFEST} needs exactly one row '{key} = [...]', it has {count}")
    return text


def repack(built: Path, target: Path) -> None:
    """Writes a zip anew with its files sorted and dated alike, so that the same files give the same bytes."""
    unfinished = target.with_name(f".{target.name}.part")
    with zipfile.ZipFile(built) as source, zipfile.ZipFile(unfinished, "w") as packed:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, DATE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # Unix, on every system
            entry.compress_type = source.getinfo(name).compress_type
            packed.writestr(entry, source.read(name), compresslevel=9)
    unfinished.replace(target)


def source_files() -> list[Path]:
    """What of addon/ belongs into the zip, relative to it, sorted."""
    return sorted(
        path.relative_to(SOURCE)
        for path in SOURCE.rglob("*")
        if path.is_file()
        and path.suffix not in {".pyc", ".pyi"}
        and not any(
            part in {"__pycache__", "tests"} or part.startswith(".")
            for part in path.relative_to(SOURCE).parts
        )
    )


def fetch_wheels(platform: Platform) -> list[Path]:
    """The platform's wheels, each once, sorted by name; downloads only what build/wheels does not have.

    Raises:
        BuildError: If pip is missing or finds no wheel.
    """
    found: dict[str, Path] = {}
    for python in platform.pythons:
        folder = WHEELS / f"{platform.name}-{python}-{'-'.join(pin.partition('==')[2] for pin in pins())}"
        if not folder.is_dir():
            _download(platform, python, folder)
        found |= {wheel.name: wheel for wheel in folder.glob("*.whl")}
    return [found[name] for name in sorted(found)]


def pins() -> list[str]:
    """The bundled packages with their versions, like 'grpcio==1.85.1', from constraints/blender.txt.

    Raises:
        BuildError: If one of them has no version there.
    """
    rows = [
        row.partition("#")[0].partition(";")[0].strip()
        for row in PINS.read_text(encoding="utf-8").splitlines()
    ]
    found = {row.partition("==")[0]: row for row in rows if "==" in row}
    missing = [name for name in BUNDLED if name not in found]
    if missing:
        raise BuildError(f"constraints/blender.txt pins no {', '.join(missing)}: run `nox -s pins`")
    return [found[name] for name in BUNDLED]


def _download(platform: Platform, python: str, folder: Path) -> None:
    """Fetches the wheels for one Python, which pip checks against the index's hashes, into a new folder."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".download-", dir=folder.parent) as temporary:
        command = [
            *_pip(),
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary=:all:",
        ]
        command += ["--implementation", "cp", "--python-version", python, "--dest", temporary]
        for tag in platform.tags:
            command += ["--platform", tag]
        if subprocess.run([*command, *pins()], check=False).returncode:
            raise BuildError(
                f"pip found no wheels of {', '.join(pins())} for Python {python} on {platform.name}"
            )
        made = Path(temporary) / "wheels"
        made.mkdir()
        for wheel in Path(temporary).glob("*.whl"):
            wheel.rename(made / wheel.name)
        if not folder.exists():  # Another build may have been quicker.
            made.rename(folder)


def _pip() -> list[str]:
    """A pip to call: this Python's or, as environments of uv have none, one of its own in build/pip."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    home = ROOT / "build" / "pip"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        made = subprocess.run(
            [sys.executable, "-m", "venv", str(home)], capture_output=True, text=True, check=False
        )
        if made.returncode:
            shutil.rmtree(home, ignore_errors=True)
            raise BuildError(f"{sys.executable} has no pip and cannot make one: {made.stdout}{made.stderr}")
    return [str(python), "-m", "pip"]


def find_extension_tool() -> Path:
    """Blender's blender_ext.py in this Python's bpy, or in the one that nox has installed.

    Raises:
        BuildError: If there is neither.
    """
    spec = importlib.util.find_spec("bpy")
    homes = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    homes += [Path(spec.origin).parent] if spec and spec.origin else []
    homes += sorted((ROOT / ".nox" / "blender").glob("[Ll]ib/**/site-packages/bpy"))
    for home in homes:
        for tool in sorted(home.glob(EXTENSION_TOOL)):
            return tool
    raise BuildError(
        "found no blender_ext.py: run `nox -s tests` once, or `pip install bpy`, or name it with "
        "--blender-ext (in Blender's folder under scripts/addons_core/bl_pkg/cli)"
    )


def run_tool(tool: Path, *arguments: str) -> None:
    """Runs Blender's extension tool.

    Raises:
        BuildError: With the tool's own words if it fails.
    """
    command = [sys.executable, "-B", str(tool), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"{tool.name} {arguments[0]} failed:\n{done.stdout}{done.stderr}")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


if __name__ == "__main__":
    sys.exit(main())
