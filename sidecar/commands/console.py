# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commands share: settings, and errors told in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from sidecar.config import Settings


class Device(StrEnum):
    """Where the network runs."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


class LogLevel(StrEnum):
    """How much is logged."""

    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


def fail(message: str, code: int = 1) -> NoReturn:
    """Ends the program with one line on standard error; 2 is for what the user typed, 1 for the rest."""
    typer.echo(f"voxrig: {message}", err=True)
    raise typer.Exit(code)


def settings_from(**options: Any) -> Settings:
    """The settings: options that were given, then VOXRIG_* variables, then defaults."""
    from pydantic import ValidationError

    from sidecar.config import Settings

    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        problems = (f"{'VOXRIG_' + str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        fail("; ".join(problems), code=2)


def check_folder(option: str, path: Path) -> None:
    """Ends the program if a file cannot be written because its folder does not exist."""
    if not path.parent.is_dir():
        fail(f"{option} {path}: there is no folder {path.parent}", code=2)


@contextmanager
def told_in_one_line(options: Mapping[str, str] | None = None) -> Iterator[None]:
    """Ends the program with one line for whatever goes wrong inside.

    Args:
        options: Field of a request -> the option or argument that it came from.
    """
    from sidecar.errors import InvalidRequestError, VoxrigError, told

    try:
        yield
    except typer.Exit:  # told already
        raise
    except InvalidRequestError as error:
        fail("; ".join(_named(v.field, v.message, options or {}) for v in error.violations), code=2)
    except VoxrigError as error:
        fail(error.message)
    except (RuntimeError, OSError) as error:
        fail(f"{error}")
    except Exception as error:
        fail(told(error).message)


def _named(field: str, message: str, options: Mapping[str, str]) -> str:
    return f"{options.get(field, field)}: {message.rstrip('.')}"
