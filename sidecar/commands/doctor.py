# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig doctor`: what is installed, which device speaks, what is missing and how to get it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sidecar.checkup import Finding


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Check this installation. Ends with code 1 if something that is needed is missing."""
    from sidecar.checkup import State, examine

    findings = examine()
    if as_json:
        typer.echo(json.dumps([finding.as_json() for finding in findings], indent=1))
    else:
        _print_table(findings)
    if any(finding.state is State.MISSING for finding in findings):
        raise typer.Exit(1)


def _print_table(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table

    colours = {"ok": "green", "note": "yellow", "missing": "red"}
    table = Table("", "what", "found", "what to do")
    for finding in findings:
        state = finding.state.value
        table.add_row(f"[{colours[state]}]{state}[/]", finding.name, finding.found, finding.remedy)
    Console(file=sys.stdout).print(table)
