# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig batch`: speaks a whole script into a folder, without Blender and without a server."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.commands.console import Device, check_folder, fail, settings_from, told_in_one_line

if TYPE_CHECKING:
    from sidecar.scripts import Script, TableColumns
    from sidecar.scripts.cast import Part

_OPTIONS = {"content": "SCRIPT", "language": "--language", "cast": "--cast"}
_FIELDS = ("character", "text", "delivery", "language", "start", "end", "scene")
_RANGE = re.compile(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", re.ASCII)


class Format(StrEnum):
    """What a script is written in."""

    fountain = "fountain"
    final_draft = "fdx"
    srt = "srt"
    webvtt = "vtt"
    table = "table"
    text = "text"


def batch(
    script: Annotated[Path, typer.Argument(help="Fountain, .fdx, .srt, .vtt, .csv, .tsv or text.")],
    out: Annotated[Path | None, typer.Option(help="Folder to write to; made if it is not there.")] = None,
    cast: Annotated[Path | None, typer.Option(help="TOML file that tells who has which voice.")] = None,
    write_cast: Annotated[
        Path | None, typer.Option(help="TOML file to write the cast to; without --out nothing is spoken.")
    ] = None,
    language: Annotated[
        str, typer.Option(help="Language of lines whose letters do not tell it. [default: en-US]")
    ] = "",
    script_format: Annotated[
        Format | None, typer.Option("--format", help="If the file's name does not tell.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=NAME", help=f"A table's column; FIELD is {', '.join(_FIELDS)}."),
    ] = None,
    lines: Annotated[str, typer.Option(help="Only these, as in 1-20,35. [default: all]")] = "",
    device: Annotated[Device | None, typer.Option(help="Where the network runs. [default: auto]")] = None,
) -> None:
    """Speak a script: WAV and timings per line, subtitles, a report. Only what changed is spoken anew."""
    settings = settings_from(device=device)
    if out is None and write_cast is None:
        fail("--out: name a folder to speak into, or a file to --write-cast to", code=2)
    if write_cast is not None:
        check_folder("--write-cast", write_cast)
        if write_cast.exists():
            fail(f"--write-cast {write_cast}: is there already; choose another name", code=2)
    columns = _columns(column or [])
    with told_in_one_line(_OPTIONS | {f"columns.{field}": f"--column {field}" for field in _FIELDS}):
        read = _read(script, script_format, language, columns)
        chosen = _chosen(lines, len(read.lines))
        for notice in read.notices:
            typer.echo(f"voxrig: {script.name}: {notice}", err=True)
        parts = _parts(cast)
        from sidecar.commands.performance import Performance

        performance = Performance(settings, read, parts, out)
        for told in performance.casting():
            typer.echo(f"voxrig: {told}", err=True)
        if write_cast is not None:
            performance.write_cast(write_cast)
        failed = performance.speak(chosen, script, out) if out is not None else 0
    if failed:
        fail(f"{failed} of {len(chosen)} lines failed; {out}/report.json tells why")


def _read(path: Path, script_format: Format | None, language: str, columns: TableColumns) -> Script:
    from sidecar.scripts import ScriptFormat, read_script

    try:
        content = path.read_bytes()
    except OSError as error:
        fail(f"SCRIPT {path}: {error.strerror}", code=2)
    known = ScriptFormat[script_format.name.upper()] if script_format else None
    return read_script(path.name, content, known, language, columns)


def _columns(given: list[str]) -> TableColumns:
    from sidecar.scripts import TableColumns

    columns: dict[str, str] = {}
    for text in given:
        field, equals, name = text.partition("=")
        if field not in _FIELDS or not equals or not name.strip():
            fail(f"--column {text}: write FIELD=NAME; FIELD is one of {', '.join(_FIELDS)}", code=2)
        columns[field] = name
    return TableColumns(**columns)


def _chosen(text: str, count: int) -> list[int]:
    """Numbers of lines, in order, of "1-20,35"."""
    if not text:
        return list(range(1, count + 1))
    chosen: set[int] = set()
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            fail(f"--lines {text}: {part!r} is neither a number nor a range such as 1-20", code=2)
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= count:
            fail(f"--lines {text}: {part.strip()} is not within 1-{count}", code=2)
        chosen.update(range(first, last + 1))
    return sorted(chosen)


def _parts(path: Path | None) -> dict[str, Part]:
    from sidecar.scripts.cast import read_cast

    if path is None:
        return {}
    try:
        content = path.read_bytes()
    except OSError as error:
        fail(f"--cast {path}: {error.strerror}", code=2)
    return read_cast(content)
