# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig voices import`: makes a voice of files that were trained with GPT-SoVITS, without a server."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sized
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.commands.console import Device, settings_from, told_in_one_line
from sidecar.commands.enrol import Ground

if TYPE_CHECKING:
    from sidecar.config import Settings
    from sidecar.errors import Violation
    from sidecar.voices.attestation import PersonalVoiceSpec
    from sidecar.voices.importing import ImportedNetworks
    from sidecar.voices.reference import DeliveryReference
    from sidecar.voices.voice import Voice

_OPTIONS = {
    "voice_id": "ID",
    "gpt": "--gpt",
    "sovits": "--sovits",
    "pack": "--pack",
    "reference": "--reference",
    "recording": "--reference",
    "text": "--text",
    "start": "--start",
    "end": "--end",
    "more": "--more",
    "display_name": "--name",
    "language": "--language",
    "attestation.speaker": "--speaker",
    "attestation.ground": "--ground",
    "attestation.details": "--details",
}


def import_voice(
    voice_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the new voice.")],
    gpt: Annotated[Path | None, typer.Option(help="The voice's GPT file, .ckpt.")] = None,
    sovits: Annotated[Path | None, typer.Option(help="The voice's SoVITS file, .pth.")] = None,
    pack: Annotated[
        Path | None, typer.Option(help="Folder of a community pack; each emotion in it is a delivery.")
    ] = None,
    reference: Annotated[
        Path | None, typer.Option(help="Recording of the voice; the best 3 to 10 s of it are used.")
    ] = None,
    text: Annotated[str, typer.Option(help="All that is said in the recording, or in the part.")] = "",
    more: Annotated[
        list[Path] | None,
        typer.Option(help="Another recording of the voice, for its timbre (repeat the option)."),
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the recording: zh, en, ja, ko or yue.")] = "",
    speaker: Annotated[str, typer.Option(help="Whose voice it is.")] = "",
    ground: Annotated[
        Ground | None,
        typer.Option(help="It is your own voice, the speaker agreed, or the files' licence allows it."),
    ] = None,
    details: Annotated[str, typer.Option(help="Where consent or licence can be looked up.")] = "",
    name: Annotated[str, typer.Option(help="What a person calls it. [default: the id]")] = "",
    start: Annotated[float, typer.Option(help="Where in the recording to start, in seconds.")] = 0.0,
    end: Annotated[float | None, typer.Option(help="Where to end. [default: its end]")] = None,
    replace: Annotated[bool, typer.Option(help="Give a voice of this id a new revision.")] = False,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch missing published files from the Hugging Face hub.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    device: Annotated[Device | None, typer.Option(help="Where the networks run. [default: auto]")] = None,
) -> None:
    """Import a voice that was trained with GPT-SoVITS: v1, v2, v2Pro or v2ProPlus."""
    settings = settings_from(device=device)
    from sidecar.voices.attestation import Attestation, PersonalVoiceSpec
    from sidecar.voices.attestation import Ground as Grounds
    from sidecar.voices.languages import tag_of

    stated = Attestation(speaker, Grounds(ground.value) if ground else None, details)
    spec = PersonalVoiceSpec(voice_id, name, tag_of(language), stated, replace)
    source = _source(gpt, sovits, pack, reference, text.strip(), (start, end), tuple(more or ()))
    with told_in_one_line(_OPTIONS):
        done = _import(settings, spec, _checked(settings, spec, source), download)
    if as_json:
        typer.echo(json.dumps(done.as_json(), ensure_ascii=False, indent=1))
    else:
        typer.echo(done.as_text())


@dataclass(frozen=True, slots=True)
class _Files:
    """A voice's own files.

    Attributes:
        text: All that is said in the reference, or in the part.
        part: Of the reference, in seconds.
        more: Other recordings of the voice.
    """

    gpt: Path
    sovits: Path
    reference: Path
    text: str
    part: tuple[float, float | None]
    more: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Pack:
    """A pack's folder, and files to take in place of its own."""

    folder: Path
    gpt: Path | None
    sovits: Path | None


def _source(
    gpt: Path | None,
    sovits: Path | None,
    pack: Path | None,
    reference: Path | None,
    text: str,
    part: tuple[float, float | None],
    more: tuple[Path, ...],
) -> _Files | _Pack | list[Violation]:
    """Where the voice is to come from, or what is wrong with what was typed."""
    from sidecar.errors import Violation

    if pack is not None:
        given = {
            "reference": reference,
            "text": text,
            "start": part[0],
            "end": part[1] is not None,
            "more": more,
        }
        wrong = [
            Violation(field, "a pack has references of its own; leave it out")
            for field, value in given.items()
            if value
        ]
        return wrong or _Pack(pack, gpt, sovits)
    if gpt and sovits and reference:
        return _Files(gpt, sovits, reference, text, part, more)
    or_pack = "or --pack with the folder of a pack"
    needed = {
        "gpt": (gpt, f"give the voice's .ckpt file, {or_pack}"),
        "sovits": (sovits, f"give the voice's .pth file, {or_pack}"),
        "reference": (reference, "give a recording of the voice, of 3 to 10 s or longer"),
    }
    return [Violation(field, fix) for field, (value, fix) in needed.items() if value is None]


@dataclass(frozen=True, slots=True)
class _Imported:
    """What was made."""

    voice: Voice
    found: tuple[DeliveryReference, ...]
    notes: tuple[str, ...]

    def as_text(self) -> str:
        voice = self.voice
        return (
            f"{voice.id}, revision {voice.revision}: GPT-SoVITS {voice.model_version}, "
            f"speaks {', '.join(voice.languages)}\n"
            f"deliveries: {', '.join(voice.deliveries)}\n"
            f"hear it: voxrig voices preview {voice.id} -o {voice.id}.flac"
        )

    def as_json(self) -> dict[str, object]:
        voice = self.voice
        return {
            "voice": {
                "id": voice.id,
                "revision": voice.revision,
                "engine": voice.engine,
                "model_version": voice.model_version,
                "language": voice.language,
                "languages": voice.languages,
                "deliveries": voice.deliveries,
            },
            "references": [
                {
                    "delivery": one.delivery,
                    "file": one.file.name,
                    "start_seconds": round(one.reference.span.start_seconds, 3),
                    "end_seconds": round(one.reference.span.end_seconds, 3),
                    "text": one.reference.text,
                    "warnings": one.reference.warnings,
                }
                for one in self.found
            ],
            "notes": self.notes,
        }


class _Notes(list[str]):
    """What the user should know; told at once, and kept."""

    def tell(self, note: str) -> None:
        """Tells and keeps a sentence."""
        typer.echo(f"note: {note}", err=True)
        self.append(note)

    def tell_reference(self, one: DeliveryReference) -> None:
        """Tells what is wrong with a recording, and which part of it was chosen."""
        reference = one.reference
        for warning in reference.warnings:
            self.tell(f"{one.file.name}: {warning}")
        if reference.is_part:
            said = f": {reference.text}" if reference.text else ""
            span = f"{reference.span.start_seconds:.1f} s to {reference.span.end_seconds:.1f} s"
            self.tell(f"of {one.file.name}, {span} are taken{said}")


def _checked(
    settings: Settings, spec: PersonalVoiceSpec, source: _Files | _Pack | list[Violation]
) -> _Files | _Pack:
    """Looks at everything that was typed before any file is read."""
    from sidecar.errors import InvalidRequestError, Violation
    from sidecar.principals import LOCAL
    from sidecar.synthesis.frontend.gpt_sovits import phone_languages
    from sidecar.voices.opening import open_engine, open_registry

    violations = source if isinstance(source, list) else []
    known = phone_languages("v2")
    if not spec.language:  # a pack may tell it
        if not isinstance(source, _Pack):
            fix = "say what is spoken in the recording: zh, en, ja, ko or yue"
            violations = [*violations, Violation("language", fix)]
        spec = dataclasses.replace(spec, language=known[0])
    try:
        voices = open_registry(settings, open_engine(settings).voices()).seen_by(LOCAL)
        voices.check_new(spec, known)
    except InvalidRequestError as error:
        violations = [*violations, *error.violations]
    if violations or isinstance(source, list):
        raise InvalidRequestError(violations)
    return source


def _import(settings: Settings, spec: PersonalVoiceSpec, source: _Files | _Pack, download: bool) -> _Imported:
    from sidecar.principals import LOCAL
    from sidecar.voices.importing import ReferenceClip, make_imported_voice
    from sidecar.voices.opening import open_engine, open_gpt_sovits, open_registry
    from sidecar.voices.reference import read_timbre

    notes = _Notes()
    others = tuple(map(read_timbre, source.more)) if isinstance(source, _Files) else ()
    if isinstance(source, _Files):
        networks, found = _of_files(settings, spec, source, download, notes)
    else:
        spec, networks, found = _of_pack(settings, spec, source, download, notes)
    for one in found:
        notes.tell_reference(one)
    _progress(f"making the voice of {_counted(found)} ...")
    clips = [
        ReferenceClip(one.delivery, one.reference.recording, one.reference.text, spec.language, others)
        for one in found
    ]
    made = make_imported_voice(open_gpt_sovits(settings), networks, clips)
    voices = open_registry(settings, open_engine(settings).voices()).seen_by(LOCAL)
    voice = voices.add_personal(spec, "imported", made)
    return _Imported(voice, tuple(found), tuple(notes))


def _of_files(
    settings: Settings, spec: PersonalVoiceSpec, files: _Files, download: bool, notes: _Notes
) -> tuple[ImportedNetworks, list[DeliveryReference]]:
    from sidecar.voices.reference import DeliveryReference, read_reference
    from sidecar.voices.voice import NEUTRAL

    networks = _networks(files.gpt, files.sovits, spec.language, download)
    _progress(f"listening to {files.reference.name} ...")
    inventory = networks.version.inventory
    start, end = files.part
    reference = read_reference(
        files.reference, files.text, spec.language, inventory, start, end, settings.segmentation
    )
    if not files.text:
        notes.tell("with --text, what is said in the recording, the voice would be more like the person")
    return networks, [DeliveryReference(NEUTRAL, files.reference, reference)]


def _of_pack(
    settings: Settings, spec: PersonalVoiceSpec, source: _Pack, download: bool, notes: _Notes
) -> tuple[PersonalVoiceSpec, ImportedNetworks, list[DeliveryReference]]:
    from sidecar.voices import packs

    pack = packs.open_pack(source.folder)
    language = packs.language_of(pack, spec.language)
    gpt, sovits = packs.choose_networks(pack, source.gpt, source.sovits, notes.tell)
    for problem in pack.problems:
        notes.tell(f"passed over: {problem}")
    chosen = packs.choose_deliveries(pack, language, notes.tell)
    networks = _networks(gpt, sovits, language, download)
    _progress(f"listening to {_counted(chosen)} ...")
    inventory = networks.version.inventory
    found = packs.read_references(chosen, language, inventory, settings.segmentation, notes.tell)
    return dataclasses.replace(spec, language=language), networks, found


def _networks(gpt: Path, sovits: Path, language: str, download: bool) -> ImportedNetworks:
    from sidecar.errors import InvalidRequestError, Violation
    from sidecar.voices.importing import read_networks
    from sidecar.voices.published import require_published

    _progress(f"reading {gpt.name} and {sovits.name} ...")
    networks = read_networks(gpt, sovits)
    if language not in networks.languages:
        spoken = ", ".join(networks.languages)
        problem = f"a voice of {networks.version} does not speak {language}, only {spoken}"
        raise InvalidRequestError([Violation("language", problem)])
    require_published(networks.version, language, download=download, tell=_progress)
    return networks


def _counted(recordings: Sized) -> str:
    count = len(recordings)
    return "a recording" if count == 1 else f"{count} recordings"


def _progress(what: str) -> None:
    typer.echo(what, err=True)
