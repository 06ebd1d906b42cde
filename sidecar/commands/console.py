# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commands share: settings, and errors told in one line."""

from __future__ import annotations

from enum import StrEnum
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
