# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false
# (Blender's stubs do not know the add-on's properties)
"""Writes a minute of dialogue onto a head with Apple's shapes in real Blender, and tells how long it took.

Run by `voxrig bench lips` with a Python that has `bpy`: a JSON list of spoken lines on standard input,
`{"text", "rate", "count", "sounds": [[symbol, start, end, stress, word, level], ...]}` with times in samples;
a JSON object with seconds on the last line of standard output.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import bpy

from tests.addon.head import make_head

ROUNDS = 3  # the first pays for what Python and Blender set up once


def main() -> None:
    """Speaks the lines into a new scene, then measures keying all of them anew and turning a dial."""
    import addon_utils  # pyright: ignore[reportMissingImports]  # comes with bpy

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    addon_utils.enable("addon", default_set=True)
    try:
        spoken = json.load(sys.stdin)
        measured = measure(spoken)
    finally:
        addon_utils.disable("addon")  # Blender hangs at exit while a handler of Python's is registered
    sys.stdout.write(f"\n{json.dumps(measured)}\n")


def measure(spoken: Sequence[dict[str, Any]]) -> dict[str, float | str]:
    """Medians over some rounds."""
    from addon.lipsync import animate
    from addon.properties import add_character, add_line, find_line
    from addon.rigs import detect, load_presets
    from addon.scene import apply, lips

    shapes = tuple(next(preset for preset in load_presets() if preset.id == "arkit").shapes)
    head = make_head("Alice", shapes)
    scene: Any = bpy.context.scene
    add_character(scene, "Alice").meshes.add().object = head
    added = [(str(add_line(scene, one["text"], "Alice").uid), speech_of(one)) for one in spoken]
    began = time.perf_counter()
    for uid, speech in added:
        apply.apply_speech(scene, apply.request_of(scene, find_line(scene, uid)), speech, beside=False)
    arrived = time.perf_counter() - began
    for line in scene.voxrig.lines:
        if not line.keyed or line.warning:
            raise RuntimeError(f"{line.text!r} was not keyed as it should be: {line.warning}")
    uids = [uid for uid, _ in added]
    mapping, fps = detect(shapes).mapping(), scene.render.fps / scene.render.fps_base
    solve = timed(lambda: [animate(speech.timings.phones(), mapping, fps) for _, speech in added])
    write = timed(lambda: lips.rekey(scene, uids, explain=False))
    style = scene.voxrig.characters[0].style
    dials = iter((0.9, 1.1, 0.6))
    before = widest(scene, head)
    change = timed(lambda: setattr(style, "jaw", next(dials)))
    if not widest(scene, head) < before:  # the last dial is the lowest
        raise RuntimeError("the mouth did not follow the dial")
    return {
        "seconds": sum(speech.timings.duration for _, speech in added),
        "solve_seconds": solve,
        "solve_and_write_seconds": write,
        "change_seconds": change,
        "arrive_seconds": arrived,
        "blender": bpy.app.version_string,
    }


def timed(step: Callable[[], object]) -> float:
    """Median seconds of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        step()
        rounds.append(time.perf_counter() - began)
    return statistics.median(rounds)


def widest(scene: Any, head: Any) -> float:
    """How far the jaw opens in the first seconds."""
    opened = []
    for frame in range(1, 100):
        scene.frame_set(frame)
        opened.append(head.data.shape_keys.key_blocks["jawOpen"].value)
    return max(opened)


def speech_of(one: dict[str, Any]) -> Any:
    """A line as the client would hand it over; its sound is silence, for only its length matters here."""
    from addon.client.speech import Sound, Speech, Timings

    sounds = tuple(Sound(*sound[: len(Sound._fields)]) for sound in one["sounds"])
    return Speech(bytes(2 * one["count"]), Timings(one["rate"], one["count"], sounds, ()))


if __name__ == "__main__":
    main()
