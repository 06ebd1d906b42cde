# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig voices`: lists and shows the voices, mixes blends, deletes voices, saves previews."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.commands.console import check_folder, fail, settings_from, told_in_one_line
from sidecar.commands.enrol import enrol
from sidecar.commands.import_voice import import_voice

if TYPE_CHECKING:
    from sidecar.voices.registry import SeenVoices
    from sidecar.voices.voice import Voice

app = typer.Typer(
    help="List the voices; make them of recordings; import, mix and delete them.", invoke_without_command=True
)
app.command()(enrol)
app.command("import")(import_voice)


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
    with told_in_one_line():
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
    with told_in_one_line():
        voice = _registry().create_blend(voice_id, [_component(text) for text in components], name)
    typer.echo(f"{voice.id}: {_recipe(voice)}")


@app.command()
def delete(voice_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the voice.")]) -> None:
    """Delete a voice and everything that was made of it."""
    with told_in_one_line():
        _registry().delete(voice_id)
    typer.echo(f"{voice_id} is deleted")


@app.command()
def show(voice_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a voice.")]) -> None:
    """Print all that is known of a voice, as JSON."""
    with told_in_one_line():
        voice = _registry().get(voice_id)
    typer.echo(json.dumps(_as_json(voice), ensure_ascii=False, indent=1))


@app.command()
def preview(
    voice_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a personal voice.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="FLAC file to write.")],
) -> None:
    """Save the sample that was kept when a voice was made."""
    check_folder("--output", output)
    from sidecar.files import write_atomically

    with told_in_one_line():
        flac, text = _registry().preview(voice_id)
        write_atomically(output, flac)
    typer.echo(text)


def _registry() -> SeenVoices:
    from sidecar.principals import LOCAL
    from sidecar.voices.opening import open_engine, open_registry

    settings = settings_from()
    return open_registry(settings, open_engine(settings).voices()).seen_by(LOCAL)


def _component(text: str) -> tuple[str, float]:
    voice, equals, weight = text.partition("=")
    try:
        return voice, float(weight) if equals else 1.0
    except ValueError:
        fail(f"{text!r} is not VOICE=WEIGHT, such as af_heart=0.7", code=2)


def _recipe(voice: Voice) -> str:
    return " ".join(f"{part}={weight:.3g}" for part, weight in voice.components)


def _as_json(voice: Voice) -> dict[str, object]:
    return {
        "id": voice.id,
        "display_name": voice.display_name,
        "kind": voice.kind,
        "engine": voice.engine,
        "model_version": voice.model_version,
        "language": voice.language,
        "gender": voice.gender,
        "components": dict(voice.components),
        "languages": voice.languages,
        "owner": voice.owner,
        "revision": voice.revision,
        "license": voice.license,
        "attestation": _attestation_json(voice),
        "likeness": asdict(voice.likeness) if voice.likeness else None,
        "deliveries": voice.deliveries,
        "has_preview": voice.has_preview,
        "created": voice.created.isoformat() if voice.created else None,
    }


def _attestation_json(voice: Voice) -> dict[str, object] | None:
    if voice.attestation is None:
        return None
    return {**asdict(voice.attestation), "attested_by": voice.attested_by}


def _print_table(found: list[Voice]) -> None:
    from rich.console import Console
    from rich.table import Table

    columns: dict[str, Callable[[Voice], str]] = {
        "id": lambda voice: voice.id,
        "name": lambda voice: voice.display_name,
        "language": lambda voice: voice.language,
        "gender": lambda voice: voice.gender or "",
        "kind": lambda voice: voice.kind,
        "engine": lambda voice: f"{voice.engine} {voice.model_version}".rstrip(),
        "made of": _recipe,
        "deliveries": lambda voice: ", ".join(voice.deliveries) if voice.other_deliveries else "",
    }
    shown = {title: tell for title, tell in columns.items() if any(map(tell, found))}
    table = Table(*shown)
    for voice in found:
        table.add_row(*(tell(voice) for tell in shown.values()))
    Console(file=sys.stdout).print(table)
