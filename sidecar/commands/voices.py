# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig voices`: lists the voices, mixes and deletes blends."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.commands.console import fail, settings_from

if TYPE_CHECKING:
    from sidecar.voices.registry import Voice, VoiceRegistry

app = typer.Typer(help="List the voices; mix and delete blends.", invoke_without_command=True)


@app.callback()
def voices(
    context: typer.Context,
    language: Annotated[
        str, typer.Option(help='Only voices made in this language: "en-GB", or "en" for all English.')
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the voices."""
    if context.invoked_subcommand is not None:
        return
    found = _registry().voices(language)
    if not found:
        fail(f"--language: no voice was made in {language!r}", code=2)
    if as_json:
        typer.echo(json.dumps([_as_json(voice) for voice in found], ensure_ascii=False, indent=1))
    else:
        _print_table(found)


@app.command()
def blend(
    voice_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the new voice.")],
    components: Annotated[
        list[str], typer.Argument(metavar="VOICE=WEIGHT...", help="af_heart=0.7 am_michael=0.3")
    ],
    name: Annotated[str, typer.Option(help="What a person calls it. [default: the id]")] = "",
) -> None:
    """Mix voices and keep the blend."""
    with _told_in_one_line():
        voice = _registry().create_blend(voice_id, [_component(text) for text in components], name)
    typer.echo(f"{voice.id}: {_recipe(voice)}")


@app.command()
def delete(voice_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a blend.")]) -> None:
    """Delete a blend."""
    with _told_in_one_line():
        _registry().delete(voice_id)
    typer.echo(f"{voice_id} is deleted")


def _registry() -> VoiceRegistry:
    from sidecar.engines import KokoroEngine
    from sidecar.voices.blends import BlendStore
    from sidecar.voices.registry import VoiceRegistry

    settings = settings_from()
    return VoiceRegistry(KokoroEngine(settings.device).voices(), BlendStore(settings.data_dir / "blends"))


@contextmanager
def _told_in_one_line() -> Iterator[None]:
    from sidecar.errors import InvalidRequestError, VoxrigError

    try:
        yield
    except VoxrigError as error:
        fail(error.message, code=2 if isinstance(error, InvalidRequestError) else 1)
    except OSError as error:
        fail(f"{error}")


def _component(text: str) -> tuple[str, float]:
    voice, equals, weight = text.partition("=")
    try:
        return voice, float(weight) if equals else 1.0
    except ValueError:
        fail(f"{text!r} is not VOICE=WEIGHT, such as af_heart=0.7", code=2)


def _recipe(voice: Voice) -> str:
    return " ".join(f"{part}={weight:.3g}" for part, weight in voice.mix) if voice.kind == "blend" else ""


def _as_json(voice: Voice) -> dict[str, object]:
    return {
        "id": voice.id,
        "display_name": voice.display_name,
        "kind": voice.kind,
        "language": voice.language,
        "gender": voice.gender,
        "components": dict(voice.mix) if voice.kind == "blend" else {},
    }


def _print_table(found: list[Voice]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "name", "language", "gender", "kind", "made of")
    for voice in found:
        table.add_row(
            voice.id, voice.display_name, voice.language, voice.gender or "", voice.kind, _recipe(voice)
        )
    Console(file=sys.stdout).print(table)
