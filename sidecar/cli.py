# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line, `voxrig`."""

from __future__ import annotations

import typer

from sidecar import bench
from sidecar.commands import batch, cache, doctor, say, serve, token, voices

app = typer.Typer(
    name="voxrig",
    help="Casts voices to characters and rigs their lips: the speech side of the Blender add-on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve.serve)
app.command()(say.say)
app.command()(batch.batch)
app.add_typer(voices.app, name="voices")
app.add_typer(token.app, name="token")
app.add_typer(cache.app, name="cache")
app.command()(doctor.doctor)
app.add_typer(bench.app, name="bench")


def main() -> None:
    """Runs the command line."""
    app(prog_name="voxrig")
