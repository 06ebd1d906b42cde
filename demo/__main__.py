# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m demo`: two avatars speak demo/scene.txt; makes a film, a contact sheet and a .blend.

Runs in a Python that has bpy. VOXRIG_SIDECAR_PYTHON names the Python that has the sidecar's libraries.
"""
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false, reportArgumentType=false

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import bpy

from addon.rigs import detect

from .acting import act
from .avatars.cast import build_ada, build_bo
from .contact_sheet import make_contact_sheet
from .dialogue import read_dialogue
from .film import bind_cameras, render_film, set_up_film, set_up_render
from .quiet import quiet
from .shots import Spoken, cuts
from .speaking import cast, import_dialogue, speak_all, voxrig
from .stage import build_stage

HERE = Path(__file__).resolve().parent
VOICES = {
    "Ada": "voices/af_heart",
    "Bo": "voices/am_puck",
}  # of the English voices he speaks the clearest Mandarin
FPS, GAP = 24, 0.2
FIRST_FRAME, TAIL = 1, 8  # frames; the picture stays on a little


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--scene", type=Path, default=HERE / "scene.txt", help="dialogue (default: demo/scene.txt)"
    )
    parser.add_argument("--output", type=Path, default=HERE, help="folder of what is made (default: demo)")
    parser.add_argument("--samples", type=int, default=4, help="of Cycles for each pixel")
    parser.add_argument(
        "--sheet-line",
        default="2",
        help="line on the contact sheet, from 1, or all of one speaker",
    )
    parser.add_argument(
        "--no-film", action="store_true", help="make all but the film, which takes the longest"
    )
    options = parser.parse_args(arguments)
    dialogue = read_dialogue(options.scene)
    shown = _shown(options.sheet_line, len(dialogue))
    if not shown:
        parser.error(f"--sheet-line must be 1 to {len(dialogue)}, or all")
    if len({dialogue[index].character for index in shown}) > 1:
        parser.error("--sheet-line all needs a scene in which one character speaks")
    options.output.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()

    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base, scene.frame_start = FPS, 1.0, FIRST_FRAME
    avatars = [build_ada((-1.45, 0.0, 0.0), 0.3), build_bo((1.45, 0.0, 0.0), -0.3)]
    build_stage(avatars)
    set_up_render(scene, options.samples)
    _tell(started, "Ada and Bo are on stage")

    with voxrig():
        _tell(started, "the sidecar is up")
        cast(avatars, VOICES)
        import_dialogue(dialogue, GAP)
        before = time.monotonic()
        with quiet():
            lines = speak_all()
        speaking = time.monotonic() - before
        spoken = sum((line.end - line.start) / FPS for line in lines)
        _tell(started, f"{len(lines)} lines, {spoken:.1f} s, spoken in {speaking:.1f} s")
        scene.frame_end += TAIL
        act(avatars, lines, FIRST_FRAME, scene.frame_end)
        _picture(options, scene, lines, [lines[index] for index in shown], started)
    print(f"real-time factor of the speech: {speaking / spoken:.2f}")  # noqa: T201
    print(f"time spent: {time.monotonic() - started:.0f} s")  # noqa: T201
    return 0


def _shown(wanted: str, count: int) -> list[int]:
    """Indices of the lines on the contact sheet; none if they are not there."""
    if wanted == "all":
        return list(range(count))
    return [int(wanted) - 1] if wanted.isdecimal() and 1 <= int(wanted) <= count else []


def _picture(
    options: argparse.Namespace,
    scene: bpy.types.Scene,
    lines: Sequence[Spoken],
    shown: Sequence[Spoken],
    started: float,
) -> None:
    """Contact sheet, .blend and film."""
    sheet, blend, film = (options.output / name for name in ("contact_sheet.png", "scene.blend", "scene.mp4"))
    character = shown[0].character
    face, mouth = (bpy.data.objects[f"{character} {part}"] for part in ("Face", "Mouth"))
    names = {key.name for part in (face, mouth) for key in part.data.shape_keys.key_blocks}
    with quiet():
        count = make_contact_sheet(scene, face, shown, detect(names).mapping(), sheet)
    _tell(started, f"{sheet}: {count} phonemes of {len(shown)} line(s)")
    bind_cameras(scene, cuts(lines, FIRST_FRAME))
    set_up_film(scene)
    with quiet():
        bpy.ops.wm.save_as_mainfile(filepath=str(blend), compress=True)
    _tell(started, f"{blend}")
    if not options.no_film:
        frames = scene.frame_end - scene.frame_start + 1
        _tell(started, f"rendering {frames} frames, a few minutes ...")
        with quiet():
            render_film(scene, film)
        _tell(started, f"{film}: {frames} frames, {frames / FPS:.1f} s with sound")


def _tell(started: float, words: str) -> None:
    print(f"[{time.monotonic() - started:5.0f} s] {words}", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
