# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's jobs: `nox -s demo`, `tests`, `blenders`, `addon`, `stubs`, `pins`.

Blender's Python wants numpy 1 and the sidecar's libraries want numpy 2, so there are two environments, made
by uv in .nox/. The add-on's tests and the demo run in Blender's and start the sidecar with the other's
interpreter, which they find in VOXRIG_SIDECAR_PYTHON.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO

import nox

ROOT = Path(__file__).resolve().parent
PYTHON = "3.11"
UV = (sys.executable, "-m", "uv")
BIN, SUFFIX = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
REQUIREMENTS = {
    "sidecar": ("--editable", ".[bench]", "--group", "sidecar"),
    "blender": ("--group", "blender"),
}
OTHER_BLENDERS = ("4.2", "5.0")  # whose modules on PyPI are for this Python too

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["tests"]


class Environment:
    """A virtual environment that several jobs share."""

    def __init__(self, session: nox.Session, name: str, needs: Sequence[str] = ()) -> None:
        """Makes or refreshes the environment `name`, from `needs` if given; quick if nothing changed."""
        self.session = session
        self.path = ROOT / ".nox" / name
        self.python = self.path / BIN / f"python{SUFFIX}"
        if not self.python.exists():
            session.run(*UV, "venv", "--quiet", "--python", PYTHON, str(self.path), external=True)
        wanted = needs or (*REQUIREMENTS[name], "--constraint", f"constraints/{name}.txt")
        install = (*UV, "pip", "install", "--quiet", "--python", str(self.python))
        session.run(*install, *wanted, external=True)

    def run(self, *command: str, output: IO[str] | None = None, **variables: str) -> None:
        """Runs one of the environment's programs at the root of the project; `output` takes what it says."""
        program = str(self.path / BIN / f"{command[0]}{SUFFIX}")
        variables["PYTHONPATH"] = str(ROOT)
        self.session.run(program, *command[1:], external=True, stdout=output, env=variables)


@nox.session(venv_backend="none")
def tests(session: nox.Session) -> None:
    """Sets everything up and passes the checks and the tests; `-- --slow` adds the slow ones."""
    sidecar, blender = Environment(session, "sidecar"), Environment(session, "blender")
    sidecar.run("ruff", "check", ".")
    sidecar.run("ruff", "format", "--check", ".")
    sidecar.run("pyright", "--pythonpath", str(sidecar.python))
    blender.run("pyright", "--project", "pyrightconfig.blender.json", "--pythonpath", str(blender.python))
    sidecar.run("lint-imports", "--no-cache")
    sidecar.run("buf", "lint")
    stubs(session, "--check")
    pytest_both(sidecar, blender, session.posargs)


def pytest_both(sidecar: Environment, blender: Environment, options: Sequence[str]) -> None:
    """Tests in both environments at the same time, for each keeps one core busy; then tells of Blender's."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said, ThreadPoolExecutor(1) as beside:
        addon = beside.submit(
            blender.run,
            *("python", "-m", "pytest", "tests/addon", "tests/installed", "tests/demo", *options),
            output=said,
            VOXRIG_SIDECAR_PYTHON=str(sidecar.python),
        )
        try:
            sidecar.run("python", "-m", "pytest", "tests/models", "tests/sidecar", *options)
        finally:
            wait([addon])
            said.seek(0)
            sys.stdout.write(said.read())
        addon.result()


@nox.session(venv_backend="none")
def blenders(session: nox.Session) -> None:
    """Runs the tests that need no sidecar in the other Blenders of this Python."""
    for version in OTHER_BLENDERS:
        needs = (
            f"bpy=={version}.*",
            "grpcio>=1.75",
            "numpy<2",
            "protobuf>=6.31",
            "pysubs2==1.8.*",
            "--group",
            "test",
        )
        folders = ("tests/addon/scene", "tests/addon/operators", "tests/addon/panels")
        Environment(session, f"blender-{version}", needs).run(
            "python", "-m", "pytest", *folders, *session.posargs
        )


@nox.session(venv_backend="none")
def demo(session: nox.Session) -> None:
    """Sets everything up, speaks a short scene and renders it to demo/scene.mp4."""
    sidecar, blender = Environment(session, "sidecar"), Environment(session, "blender")
    blender.run("python", "-m", "demo", *session.posargs, VOXRIG_SIDECAR_PYTHON=str(sidecar.python))


@nox.session(venv_backend="none")
def addon(session: nox.Session) -> None:
    """Makes the installable extension for every platform in dist/; takes build_addon.py's options."""
    Environment(session, "blender").run("python", "build_addon.py", *session.posargs)


@nox.session(venv_backend="none", name="stubs")
def make_stubs(session: nox.Session) -> None:
    """Makes the Python stubs of the contract anew; `-- --check` only compares."""
    stubs(session, *session.posargs)


def stubs(session: nox.Session, *arguments: str) -> None:
    """Runs the old protocol compiler in a throw-away environment."""
    needs = nox.project.load_toml(ROOT / "pyproject.toml")["dependency-groups"]["stubs"]
    tool = [*UV, "run", "--quiet", "--no-project", "--isolated", "--python", PYTHON]
    for need in needs:
        tool += ["--with", need]
    session.run(*tool, "python", "protos/generate.py", *arguments, external=True)


@nox.session(venv_backend="none")
def pins(session: nox.Session) -> None:
    """Writes constraints/*.txt anew from pyproject.toml: the versions that were tested together."""
    quiet = ("--quiet", "--no-annotate", "--no-header", "--no-emit-index-url", "--python-version", PYTHON)
    compiled = (*UV, "pip", "compile", *quiet, "--universal", "--upgrade")
    extras = ("pyproject.toml", "--extra", "bench", "--group", "sidecar")
    session.run(*compiled, *extras, "--output-file", "constraints/sidecar.txt", external=True)
    session.run(*compiled, "--group", "blender", "--output-file", "constraints/blender.txt", external=True)
