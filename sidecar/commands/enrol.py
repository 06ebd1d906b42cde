# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig voices enrol`: makes a voice of a recording, without a server."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.commands.console import Device, fail, settings_from, told_in_one_line

if TYPE_CHECKING:
    from sidecar.config import Settings
    from sidecar.voices.attestation import PersonalVoiceSpec
    from sidecar.voices.quality import QualityReport, Span
    from sidecar.voices.recording import Recording
    from sidecar.voices.voice import Voice

_OPTIONS = {
    "voice_id": "ID",
    "recording": "FILE",
    "display_name": "--name",
    "language": "--language",
    "attestation.speaker": "--speaker",
    "attestation.ground": "--ground",
    "attestation.details": "--details",
}


class Ground(StrEnum):
    """Why the voice may be used."""

    self = "self"
    consent = "consent"
    licence = "licence"


def enrol(
    voice_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the new voice.")],
    file: Annotated[Path, typer.Argument(help="About a minute of one person's speech, any sound file.")],
    speaker: Annotated[str, typer.Option(help="Whose voice it is.")] = "",
    ground: Annotated[
        Ground | None,
        typer.Option(help="It is your own voice, the speaker agreed, or the recording's licence allows it."),
    ] = None,
    details: Annotated[str, typer.Option(help="Where consent or licence can be looked up.")] = "",
    name: Annotated[str, typer.Option(help="What a person calls it. [default: the id]")] = "",
    language: Annotated[str, typer.Option(help="Language spoken in the recording.")] = "en-US",
    start: Annotated[float, typer.Option(help="Where in the recording to start, in seconds.")] = 0.0,
    end: Annotated[float | None, typer.Option(help="Where to end. [default: its end]")] = None,
    replace: Annotated[bool, typer.Option(help="Give a voice of this id a new revision.")] = False,
    check: Annotated[bool, typer.Option(help="Only tell what the recording is like.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    device: Annotated[Device | None, typer.Option(help="Where the network runs. [default: auto]")] = None,
) -> None:
    """Make a voice of a recording: check it, clone it, keep it."""
    settings = settings_from(device=device)
    from sidecar.voices.attestation import Attestation, PersonalVoiceSpec
    from sidecar.voices.attestation import Ground as Grounds

    stated = Attestation(speaker, Grounds(ground.value) if ground else None, details)
    spec = PersonalVoiceSpec(voice_id, name, language, stated, replace)
    with told_in_one_line(_OPTIONS):
        if not check:
            _check(settings, spec)
        report, speech = _listen(settings, file, start, end)
        voice = None if check or speech is None else _make(settings, spec, speech)
    if as_json:
        typer.echo(json.dumps(_as_json(report, voice), ensure_ascii=False, indent=1))
    else:
        _print_report(report)
        if voice is not None:
            typer.echo(_result(voice))
    if speech is None:
        fail(f"{file} is not good enough to make a voice of")


def _check(settings: Settings, spec: PersonalVoiceSpec) -> None:
    """Looks at everything that was typed before the recording is listened to."""
    from sidecar.principals import LOCAL
    from sidecar.voices.opening import open_engine, open_registry

    open_registry(settings, open_engine(settings).voices()).seen_by(LOCAL).check_new(spec)


def _listen(
    settings: Settings, file: Path, start: float, end: float | None
) -> tuple[QualityReport, Recording | None]:
    from sidecar.voices.enrolment import assess_recording

    typer.echo(f"listening to {file.name} ...", err=True)
    return assess_recording(file, start, end, settings.segmentation)


def _make(settings: Settings, spec: PersonalVoiceSpec, speech: Recording) -> Voice:
    from sidecar.principals import LOCAL
    from sidecar.voices.cloning import clone_voice
    from sidecar.voices.opening import open_engine, open_registry

    typer.echo(f"making the voice of {speech.seconds:.0f} s of speech ...", err=True)
    engine = open_engine(settings)
    engine.load()
    cloned = clone_voice(speech, engine, spec.language)
    return open_registry(settings, engine.voices()).seen_by(LOCAL).add_personal(spec, "cloned", cloned)


def _print_report(report: QualityReport) -> None:
    from rich.console import Console
    from rich.table import Table

    measures = report.measures
    table = Table.grid(padding=(0, 2))
    table.add_row("verdict", report.verdict.value.replace("_", " "))
    table.add_row("speech", f"{measures.speech_seconds:.1f} s, {measures.speaker_count} speaking")
    if measures.snr_db is not None:
        table.add_row("speech over noise", f"{measures.snr_db:.0f} dB")
    if measures.bandwidth_hz is not None:
        table.add_row("bandwidth", f"{measures.bandwidth_hz / 1000:.1f} kHz")
    if measures.reverberation_seconds is not None:
        table.add_row("echo", f"{measures.reverberation_seconds:.2f} s")
    for finding in report.findings:
        where = ", ".join(_clock(span) for span in finding.spans)
        table.add_row(finding.severity.value, f"{finding.message} {f'({where})' if where else ''}".rstrip())
    Console(file=sys.stdout).print(table)


def _clock(span: Span) -> str:
    def minutes(seconds: float) -> str:
        return f"{int(seconds) // 60}:{seconds % 60:04.1f}"

    return f"{minutes(span.start_seconds)}-{minutes(span.end_seconds)}"


def _result(voice: Voice) -> str:
    from sidecar.voices.voice import LOOSE_BELOW

    likeness = voice.likeness
    if likeness is None:
        return f"{voice.id}, revision {voice.revision}"
    loose = likeness.similarity < LOOSE_BELOW
    verdict = "only loosely similar; a better recording may help" if loose else "recognisably similar"
    return (
        f"{voice.id}, revision {voice.revision}: {verdict}, {likeness.similarity:.2f} "
        f"(nearest stock voice {likeness.nearest_stock}: {likeness.nearest_stock_similarity:.2f})"
    )


def _as_json(report: QualityReport, voice: Voice | None) -> dict[str, object]:
    content: dict[str, object] = {"report": asdict(report), "voice": None}
    if voice is not None:
        likeness = asdict(voice.likeness) if voice.likeness else None
        content["voice"] = {"id": voice.id, "revision": voice.revision, "likeness": likeness}
    return content
