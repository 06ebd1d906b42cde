# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig cache`: shows how much was spoken before and is kept, and clears it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.commands.console import fail, settings_from, told_in_one_line

if TYPE_CHECKING:
    from sidecar.config import Settings

app = typer.Typer(
    help="Show the lines that are kept so that nobody speaks them twice; clear them.",
    invoke_without_command=True,
)


@app.callback()
def cache(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Show where spoken lines are kept, how many and how large."""
    if context.invoked_subcommand is not None:
        return
    settings = settings_from()
    with told_in_one_line():
        from sidecar.voices.opening import open_lines

        lines = open_lines(settings)
        state = lines.state()
    asked = state.hits + state.misses
    shown = {
        "folder": str(lines.folder),
        "lines": state.entries,
        "bytes": state.byte_count,
        "limit_bytes": lines.byte_limit,
        "asked": asked,
        "found": state.hits,
    }
    if as_json:
        typer.echo(json.dumps(shown, indent=1))
        return
    limit = f"of {_mib(lines.byte_limit)}" if lines.byte_limit else "(switched off: VOXRIG_CACHE_MB is 0)"
    typer.echo(f"{lines.folder}\n{state.entries} lines, {_mib(state.byte_count)} {limit}")
    if asked:
        typer.echo(f"{state.hits} of {asked} lines asked for were there ({state.hits / asked:.0%})")


@app.command()
def clear(
    voice: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Only what was spoken in this voice, alone or mixed with others."),
    ] = None,
) -> None:
    """Remove spoken lines; they are spoken anew when they are asked for."""
    settings = settings_from()
    with told_in_one_line():
        from sidecar.voices.opening import open_lines

        lines = open_lines(settings)
        removed = lines.clear() if voice is None else lines.forget(_parts(settings, voice))
    typer.echo(f"removed {removed} lines")


def _parts(settings: Settings, voice_id: str) -> list[str]:
    """What an engine mixes for a voice."""
    from sidecar.principals import LOCAL
    from sidecar.voices.opening import open_engine, open_registry

    voice = open_registry(settings, open_engine(settings).voices()).seen_by(LOCAL).find(voice_id)
    if voice is None:
        fail(f"--voice: there is no voice {voice_id!r}; `voxrig voices` lists them", code=2)
    return [part for part, _ in voice.mix]


def _mib(byte_count: int) -> str:
    return f"{byte_count / 2**20:.1f} MiB"
