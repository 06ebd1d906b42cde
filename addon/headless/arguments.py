# SPDX-License-Identifier: GPL-3.0-or-later
"""What the command line says; no Blender in it."""

from __future__ import annotations

import argparse
import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

TOKEN_VARIABLE: Final = "VOXRIG_TOKEN"  # noqa: S105
_CAST_KEYS: Final = {"voice", "speed", "language"}
_MOST: Final = 1_000_000  # lines


class UsageError(Exception):
    """The command cannot be done as it was given; the message says what to mend."""


def parser() -> argparse.ArgumentParser:
    """Reads the command line."""
    top = argparse.ArgumentParser(
        prog="blender scene.blend --command voxrig", description="Voxrig without a window."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="speak")
    speak = commands.add_parser(
        "speak",
        help="speak the scene's lines",
        description="Speaks a scene's lines.",
        allow_abbrev=False,  # "--token SECRET" shall not pass for --token-file
    )
    which = speak.add_argument_group("which lines; all of them if nothing is said")
    which.add_argument("--scene", metavar="NAME", help="the scene; else the one that the file opens with")
    which.add_argument(
        "--lines", type=numbers, metavar="1-20,35", help="by their place in the list, which starts at 1"
    )
    which.add_argument("--character", metavar="NAME", help="only this character's")
    which.add_argument("--stale", action="store_true", help="only those that are not spoken as they are now")
    script = speak.add_argument_group("script")
    script.add_argument("--import", dest="script", type=Path, metavar="SCRIPT", help="bring it in first")
    script.add_argument("--cast", type=Path, metavar="CAST.TOML", help="voices of the characters")
    results = speak.add_argument_group("results; without --save the .blend stays as it is")
    results.add_argument("--save", type=Path, metavar="OUT.BLEND", help="save the scene here")
    results.add_argument("--mix", type=Path, metavar="OUT.WAV", help="write the whole dialogue's sound")
    results.add_argument("--subtitles", type=Path, metavar="OUT.SRT", help="write subtitles, .srt or .vtt")
    results.add_argument("--report", type=Path, metavar="REPORT.JSON", help="write what came of each line")
    sidecar = speak.add_argument_group("sidecar; else as the preferences say")
    reach = sidecar.add_mutually_exclusive_group()
    reach.add_argument("--address", metavar="HOST:PORT", help="connect to one that is running")
    reach.add_argument("--python", metavar="PYTHON", help="start one with this Python")
    sidecar.add_argument(
        "--token-file", type=Path, metavar="FILE", help=f"holds its token; else ${TOKEN_VARIABLE} does"
    )
    sidecar.add_argument("--certificate", metavar="FILE", help="PEM file of the authority to trust")
    return top


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options.

    Raises:
        SystemExit: They are wrong (2), or only help was asked for (0); argparse has said so.
    """
    return parser().parse_args(arguments)


def numbers(text: str) -> frozenset[int]:
    """The numbers in "1-20,35".

    Raises:
        argparse.ArgumentTypeError: It reads otherwise.
    """
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise argparse.ArgumentTypeError(f"{part.strip() or text!r} is no number and no range like 1-20")
        end = int(last) if dash else int(first)
        if not 1 <= int(first) <= end <= _MOST:
            raise argparse.ArgumentTypeError(f"{part.strip()} must rise, from 1 to {_MOST} at most")
        found.update(range(int(first), end + 1))
    return frozenset(found)


def read_token(file: Path | None) -> str:
    """The sidecar's token: from a file, else from the environment; a command line is seen by everybody.

    Raises:
        UsageError: The file cannot be read.
    """
    if file is None:
        return os.environ.get(TOKEN_VARIABLE, "")
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--token-file {file} cannot be read: {error}") from error


def read_cast(path: Path) -> dict[str, dict[str, Any]]:
    """Per character's name its voice, speed and language, as far as they are given.

    The same file as for `voxrig batch`: a table [cast] with rows like MARIA = "af_heart".

    Raises:
        UsageError: It cannot be read, or an entry is wrong.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("cast")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"--cast {path} cannot be read: {error}") from error
    if not isinstance(table, dict):
        raise UsageError(f'--cast {path} has no table [cast] with rows such as MARIA = "af_heart"')
    cast = {name: {"voice": entry} if isinstance(entry, str) else entry for name, entry in table.items()}
    for name, entry in cast.items():
        _check(f"--cast {path}: {name}", entry)
    return cast


def _check(where: str, entry: Any) -> None:
    if not isinstance(entry, dict) or not entry.keys() <= _CAST_KEYS:
        raise UsageError(f"{where} must be a voice, or a table of {', '.join(sorted(_CAST_KEYS))}")
    for key in ("voice", "language"):
        if not isinstance(entry.get(key, ""), str):
            raise UsageError(f"{where}.{key} must be a text")
    speed = entry.get("speed", 1.0)
    if isinstance(speed, bool) or not isinstance(speed, int | float) or not 0.5 <= speed <= 2.0:
        raise UsageError(f"{where}.speed must be a number from 0.5 to 2.0")
