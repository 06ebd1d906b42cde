# SPDX-License-Identifier: GPL-3.0-or-later
"""Measurements: `voxrig bench engine`, `timing`, `languages`, `clone`, `lips` and `gpt-sovits`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sidecar.commands.console import fail

app = typer.Typer(help="Measure the voice engine, its languages and the lips.", no_args_is_help=True)


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
    calibrate: Annotated[bool, typer.Option("--calibrate", help="Calibrate their languages first.")] = False,
    folder: Annotated[Path | None, typer.Option(help="Keeps what was spoken for the next run.")] = None,
) -> None:
    """Measure how late phonemes are against the audio, on held-out sentences."""
    from sidecar.bench.timing import run

    _check_voices(voice or ())
    if not run(voice or (), calibrate=calibrate, folder=folder):
        raise typer.Exit(1)


def _check_voices(voice_ids: Sequence[str]) -> None:
    from models.kokoro.voices import VoiceBank

    for voice_id in voice_ids:
        if voice_id not in VoiceBank.load().ids:
            fail(f"--voice: there is no stock voice {voice_id!r}; `voxrig voices` lists them", code=2)


@app.command()
def languages(
    language: Annotated[list[str] | None, typer.Option(help="Only these (repeat the option).")] = None,
    voice: Annotated[list[str] | None, typer.Option(help="Only these (repeat the option).")] = None,
    show: Annotated[bool, typer.Option("--show", help="Print what was not heard as it was said.")] = False,
) -> None:
    """Count what a recogniser mishears in each language (needs the extra: bench)."""
    from sidecar.bench.language_corpus import SENTENCES
    from sidecar.bench.languages import run

    for chosen in language or ():
        if chosen not in SENTENCES:
            fail(f"--language: there are no sentences in {chosen!r}, only in {', '.join(SENTENCES)}", code=2)
    _check_voices(voice or ())
    try:
        run(language or (), voice or (), show=show)
    except ModuleNotFoundError as error:
        fail(f"{error.name} is not installed: get voxrig[bench]", code=2)


@app.command()
def clone(
    folders: Annotated[
        list[Path], typer.Argument(help="A speaker's recordings, or a folder with one such for each speaker.")
    ],
    language: Annotated[str, typer.Option(help="What the clones speak.")] = "en-US",
    sentences: Annotated[int, typer.Option(min=1, max=10, help="Sentences they speak.")] = 2,
    wer: Annotated[bool, typer.Option("--wer", help="Count word errors too.")] = False,
) -> None:
    """Clone real speakers from half of their speech and compare with the rest (needs voxrig[bench])."""
    try:
        from sidecar.bench.clone import run
        from sidecar.bench.language_corpus import SENTENCES

        if language not in SENTENCES:
            fail(f"--language: there are sentences in {', '.join(SENTENCES)}, not in {language!r}", code=2)
        met = run(folders, language=language, sentences=sentences, wer=wer)
    except ModuleNotFoundError as error:
        fail(f"{error.name} is not installed: get voxrig[bench]", code=2)
    except ValueError as error:
        fail(str(error), code=2)
    if not met:
        raise typer.Exit(1)


@app.command()
def lips(
    language: Annotated[list[str] | None, typer.Option(help="Only these (repeat the option).")] = None,
    sentences: Annotated[int | None, typer.Option(min=1, help="At most so many of each language.")] = None,
    fps: Annotated[list[float] | None, typer.Option(min=1.0, help="Only these (repeat the option).")] = None,
    peer: Annotated[bool, typer.Option(help="Measure OpenFaceFX too (needs the extra: bench).")] = True,
    folder: Annotated[Path | None, typer.Option(help="Keeps what was spoken for the next run.")] = None,
    blender: Annotated[
        Path | None,
        typer.Option(
            envvar="VOXRIG_BLENDER_PYTHON",
            exists=True,
            dir_okay=False,
            help="Python with bpy that writes a minute; if not given the checkout's own, if it has one.",
        ),
    ] = None,
) -> None:
    """Measure lip-sync on real speech against its goals and against OpenFaceFX."""
    from sidecar.bench.lips import run
    from sidecar.bench.lips_corpus import languages
    from sidecar.bench.lips_writing import blender_python

    for chosen in language or ():
        if chosen not in languages():
            fail(
                f"--language: there are no sentences in {chosen!r}, only in {', '.join(languages())}", code=2
            )
    try:
        met = run(
            language or (),
            sentences=sentences,
            rates=fps or (),
            peer=peer,
            folder=folder,
            blender=blender or blender_python(),
        )
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "addon":
            fail("the add-on is not here: run this in a checkout of Voxrig", code=2)
        if error.name == "openfacefx":
            fail("OpenFaceFX is not installed: get voxrig[bench], or leave it out with --no-peer", code=2)
        raise
    except RuntimeError as error:
        fail(str(error))
    if not met:
        raise typer.Exit(1)


@app.command()
def gpt_sovits(
    version: Annotated[
        list[str] | None, typer.Option(help="Only this (repeat the option); else v2ProPlus and v2.")
    ] = None,
    device: Annotated[
        list[str] | None, typer.Option(help="cpu or cuda (repeat the option); else both that are there.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each candidate does everything.")] = 3,
    threads: Annotated[int | None, typer.Option(min=1, help="On the CPU; else torch decides.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the seconds of each round as JSON.")] = False,
) -> None:
    """Compare GPT-SoVITS with GSV-TTS-Lite on the same random voices of full size, in one run."""
    from models.gpt_sovits.synthesizer import Version
    from sidecar.bench.gpt_sovits import VERSIONS, run

    for option, chosen, known in (
        ("--version", version, [each.value for each in Version]),
        ("--device", device, ["cpu", "cuda"]),
    ):
        for value in chosen or ():
            if value not in known:
                fail(f"{option}: {value!r} is none of {', '.join(known)}", code=2)
    try:
        run(
            [Version(each) for each in version or VERSIONS],
            device or (),
            rounds=rounds,
            threads=threads,
            json=as_json,
        )
    except RuntimeError as error:
        fail(str(error), code=2)
