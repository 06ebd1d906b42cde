# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig token`: lets other people use this sidecar, each with voices of their own."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.commands.console import settings_from, told_in_one_line

if TYPE_CHECKING:
    from datetime import datetime

    from sidecar.tokens import TokenInfo, Tokens

app = typer.Typer(help="Tokens for other people who may use this sidecar.", no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Who gets it.")],
    days: Annotated[int | None, typer.Option(help="How long it is valid. [default: for ever]")] = None,
) -> None:
    """Make a token and print it; it can't be shown again."""
    with told_in_one_line({"name": "NAME", "days": "--days"}):
        token, info = _tokens().create(name, days)
    typer.echo(f"token {info.id} for {info.principal.name}:", err=True)
    typer.echo(token)


@app.command("list")
def list_all(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the tokens."""
    with told_in_one_line():
        tokens = _tokens().all()
    if as_json:
        typer.echo(json.dumps([_as_json(token) for token in tokens], ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "name", "state", "created", "expires", "last used")
    for token in tokens:
        days = (_day(moment) for moment in (token.created, token.expires, token.last_used))
        table.add_row(token.id, token.principal.name, token.state, *days)
    Console(file=sys.stdout).print(table)


@app.command()
def revoke(token_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a token.")]) -> None:
    """Make a token worthless. Its owner's voices stay."""
    with told_in_one_line():
        info = _tokens().revoke(token_id)
    typer.echo(f"the token {info.id} for {info.principal.name} is revoked")


def _tokens() -> Tokens:
    from sidecar.tokens import Tokens
    from sidecar.voices.opening import open_database

    return Tokens(open_database(settings_from()))


def _as_json(token: TokenInfo) -> dict[str, str]:
    return {
        "id": token.id,
        "principal": token.principal.id,
        "name": token.principal.name,
        "state": token.state,
        "created": _day(token.created),
        "expires": _day(token.expires),
        "last_used": _day(token.last_used),
    }


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
