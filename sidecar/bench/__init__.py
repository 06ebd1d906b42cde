# SPDX-License-Identifier: GPL-3.0-or-later
"""Measurements of the voice engine: `voxrig bench engine` and `voxrig bench timing`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Measure the voice engine.", no_args_is_help=True)


@app.command()
def engine(
    rounds: Annotated[int, typer.Option(min=1, help="Sentences each candidate speaks.")] = 5,
    wer: Annotated[bool, typer.Option("--wer", help="Count word errors too (needs voxrig[bench]).")] = False,
    torch: Annotated[bool, typer.Option("--torch", help="Measure torch too.")] = False,
) -> None:
    """Compare ways of running Kokoro on this CPU with the plain int8 graph, in one run."""
    from sidecar.bench.engine import run  # the networks take seconds to import

    run(rounds, wer=wer, torch=torch)


@app.command()
def timing(
    voice: Annotated[list[str] | None, typer.Option(help="Only these voices (repeat the option).")] = None,
    calibrate: Annotated[bool, typer.Option("--calibrate", help="Calibrate all voices first.")] = False,
    folder: Annotated[Path | None, typer.Option(help="Keeps what was spoken for the next run.")] = None,
) -> None:
    """Measure how late phonemes are against the audio, on held-out sentences."""
    from sidecar.bench.timing import run

    if not run(voice or (), calibrate=calibrate, folder=folder):
        raise typer.Exit(1)
