# SPDX-License-Identifier: GPL-3.0-or-later
"""Speaks a scene without a window: a plain loop, progress on stderr, a report, an exit code."""

from __future__ import annotations

import signal
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

import bpy

from .. import compat, preferences
from ..client.errors import SidecarError
from ..client.script import Columns
from ..client.session import SESSION, State
from ..client.target import Connect, Launch, Target, check
from ..operators import import_script, run
from ..properties import settings
from ..scene import apply, export
from .arguments import UsageError, parse, read_cast, read_token
from .casting import give_voices
from .report import Report

_STEP_SECONDS: Final = 0.02
_SAY_SECONDS: Final = 1.0  # between two words on progress


class Exit(IntEnum):
    """The command's exit codes."""

    ALL = 0
    SOME_FAILED = 1
    USAGE = 2
    NO_SIDECAR = 3
    INTERRUPTED = 130


class _NoSidecarError(Exception):
    """There is none, or it was lost; the message says why."""


def main(arguments: Sequence[str]) -> int:
    """Does what the command line says.

    Args:
        arguments: What follows `--command voxrig`.

    Returns:
        The exit code.
    """
    try:
        options = parse(arguments)
    except SystemExit as error:
        return int(error.code or 0)
    report, was_up = Report(bpy.data.filepath), SESSION.is_up
    try:
        with _interruptible():
            code = _speak(options, report)
    except UsageError as error:
        report.error, code = str(error), Exit.USAGE
    except _NoSidecarError as error:
        report.error, code = str(error), Exit.NO_SIDECAR
    except KeyboardInterrupt:
        report.error, code = "Interrupted", Exit.INTERRUPTED
    finally:
        run.abandon()
        if not was_up:
            SESSION.stop()
    return _close(options, report, code)


def _close(options: Namespace, report: Report, code: Exit) -> int:
    if report.error:
        say(report.error)
    report.exit_code = int(code)
    if options.report:
        try:
            report.write(options.report)
        except OSError as error:
            say(f"--report {options.report} cannot be written: {error.strerror}")
            return int(code or Exit.SOME_FAILED)
    return int(code)


def _speak(options: Namespace, report: Report) -> Exit:
    scene = _scene(options.scene)
    report.scene = scene.name
    target = _target(options)
    cast = read_cast(options.cast) if options.cast else {}
    if not options.script:
        _chosen(scene, options)  # what is wrong with the options is told before anything is started
    _start(target)
    if options.script:
        _import(scene, options.script, report)
    give_voices(scene, cast)
    uids = _chosen(scene, options)
    done = run.begin(scene, uids, target, beside=preferences.keeps_beside(bpy.context, scene))
    try:
        _go_through(len(uids))
    finally:
        report.fill(scene, uids, done)
    if SESSION.state is State.FAILED:
        raise _NoSidecarError(SESSION.reason)
    say(done.summary)
    well = _write_results(scene, options, report)
    return Exit.ALL if well and not done.reasons else Exit.SOME_FAILED


def _scene(name: str | None) -> Any:
    scene = bpy.data.scenes.get(name) if name else bpy.context.scene
    if scene is None:
        known = ", ".join(scene.name for scene in bpy.data.scenes)
        raise UsageError(f"--scene {name} is not in the file; there are: {known}")
    return scene


def _target(options: Namespace) -> Target:
    if options.address:
        target: Target = Connect(options.address, read_token(options.token_file), options.certificate or "")
    elif options.token_file or options.certificate:
        raise UsageError("--token-file and --certificate go with --address")
    elif options.python:
        target = Launch(options.python)
    else:
        try:
            return preferences.target(bpy.context)
        except ValueError as error:
            raise _NoSidecarError(f"{error}. Or give --address or --python") from error
    try:
        check(target, online=compat.online_access())
    except ValueError as error:
        raise UsageError(f"{error}. On the command line: --online-mode, and --address HOST:PORT") from error
    return target


def _start(target: Target) -> None:
    """Waits until the sidecar is ready."""
    if not SESSION.is_up:
        say("Waiting for the sidecar")
        SESSION.start(target)
    while SESSION.state in (State.STARTING, State.LOADING):
        SESSION.tick()
        time.sleep(_STEP_SECONDS)
    if SESSION.state is not State.READY:
        raise _NoSidecarError(SESSION.reason)


def _import(scene: Any, path: Path, report: Report) -> None:
    try:
        outcome, notices = import_script.bring_in(scene, str(path.absolute()), Columns(), update=True)
    except ValueError as error:
        raise UsageError(f"--import: {error}") from error
    except SidecarError as error:
        if error.retryable:
            raise _NoSidecarError(str(error)) from error
        raise UsageError(f"--import {path}: {import_script.friendly(error)}") from error
    report.notices = [*notices, outcome.summary]
    for notice in report.notices:
        say(notice)


def _chosen(scene: Any, options: Namespace) -> list[str]:
    lines = settings(scene).lines
    if options.lines and max(options.lines) > len(lines):
        raise UsageError(f"--lines {max(options.lines)}: the scene has {len(lines)}")
    names = sorted(character.name for character in settings(scene).characters)
    if options.character and options.character not in names:
        raise UsageError(f"--character {options.character} is not in the cast: {', '.join(names)}")
    return [
        line.uid
        for number, line in enumerate(lines, 1)
        if (not options.lines or number in options.lines)
        and (not options.character or line.character == options.character)
        and (not options.stale or apply.is_changed(scene, line))
    ]


def _go_through(total: int) -> None:
    """Steps until every line has ended, and tells how far it is."""
    told, next_word = -1, 0.0
    while True:
        speaking = SESSION.is_speaking
        ended = SESSION.counts[0] if speaking else total
        now = time.monotonic()
        if ended != told and (now >= next_word or not speaking):
            left = SESSION.seconds_left
            say(f"{ended}/{total} lines" + (f", {_minutes(left)} left" if left is not None else ""))
            told, next_word = ended, now + _SAY_SECONDS
        if run.is_through():
            return
        run.step()
        if not SESSION.is_due:
            time.sleep(_STEP_SECONDS)


def _write_results(scene: Any, options: Namespace, report: Report) -> bool:
    """Whether all that was asked for could be written."""
    steps = (
        ("mix", options.mix, lambda path: export.export_audio(scene, path)),
        ("subtitles", options.subtitles, lambda path: export.export_subtitles(scene, path)),
        ("save", options.save, _save),
    )
    for name, path, write in steps:
        if path is None:
            continue
        try:
            write(path.absolute())
            report.written[name] = str(path)
            say(f"Written: {path}")
        except (ValueError, OSError, RuntimeError) as error:
            report.problems.append(f"--{name} {path} cannot be written: {error}")
            say(report.problems[-1])
    if options.save is None:
        say("The .blend was not saved: --save keeps the lines")
    return not report.problems


def _save(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    is_copy = str(path) != bpy.data.filepath
    bpy.ops.wm.save_as_mainfile(filepath=str(path), check_existing=False, copy=is_copy)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl+C and a farm's polite kill end the run as KeyboardInterrupt; Blender itself only takes note."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def say(words: str) -> None:
    """One row on stderr."""
    sys.stderr.write(f"voxrig: {words}\n")
    sys.stderr.flush()


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
