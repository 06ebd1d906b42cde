# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture of lines, sound by sound: the mouth at the frame that shows each phoneme best."""
# Blender's stubs call every pointer optional and know no properties of a type's kinds or of Cycles.
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
# pyright: reportGeneralTypeIssues=false, reportArgumentType=false

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import blf
import bpy
import imbuf
import numpy as np
from mathutils import Vector
from numpy.typing import NDArray

from addon.lipsync.dense import sample
from addon.lipsync.phones import SILENCE
from addon.lipsync.segments import Segment, segments
from addon.lipsync.style import Style
from addon.rigs import RigMapping

from .shots import Spoken
from .stage import add_camera

TILE: Final = (256, 192)
LABEL: Final = 46  # pixels below each tile
COLUMNS: Final = 5
_PAPER, _INK, _PALE = (0.055, 0.07, 0.085), (1.0, 0.93, 0.8, 1.0), (0.62, 0.68, 0.72, 1.0)


def characteristic_frames(line: Spoken, mapping: RigMapping, fps: float) -> list[tuple[int, int]]:
    """The frame that shows each phoneme best, as (index in `line.phones`, frame); pauses are left out.

    That is the frame within it on which the articulators are nearest to the phoneme's own goals.
    """
    style = Style()
    curves = sample(line.phones, mapping, fps, start_frame=line.start).articulation
    first: dict[int, Segment] = {}
    for segment in segments(line.phones, style):
        first.setdefault(segment.phone, segment)  # of a diphthong the longer, first half
    chosen = []
    for index, phone in enumerate(line.phones):
        if phone.symbol == SILENCE or index not in first:
            continue
        segment = first[index]
        begin, end = int(np.floor(phone.start * fps)), int(np.ceil(phone.end * fps))
        frames = np.arange(begin, max(end, begin + 1) + 1)
        values = curves(frames / fps)
        error = sum(
            (g.strength * (values[c] - g.value) ** 2 for c, g in segment.goals.items()), np.zeros(len(frames))
        )
        away = np.abs(frames / fps - sum(segment.hold) / 2) * 0.2  # among equals the middle
        chosen.append((index, line.start + int(frames[np.argmin(error + away)])))
    return chosen


def make_contact_sheet(
    scene: bpy.types.Scene,
    face: bpy.types.Object,
    lines: Sequence[Spoken],
    mapping: RigMapping,
    path: Path,
) -> int:
    """Renders and labels the sheet of a speaker's lines.

    Args:
        scene: The finished scene, without camera markers.
        face: The speaker's face, whose mouth the camera follows.
        lines: Which lines, at least one.
        mapping: How the face is moved.
        path: Of the PNG.

    Returns:
        How many phonemes it shows.
    """
    fps = scene.render.fps / scene.render.fps_base
    chosen = [(line, *found) for line in lines for found in characteristic_frames(line, mapping, fps)]
    tiles = _render_tiles(scene, face, [frame for _, _, frame in chosen])
    labels = []
    for line, index, frame in chosen:
        phone = line.phones[index]
        word = line.words[phone.word] if phone.word is not None else ""
        labels.append((phone.symbol, word, f"{phone.start:.2f} s   frame {frame}"))
    said = " ".join(line.text for line in lines)
    _compose(tiles, labels, f"{lines[0].character}: {said}", path)
    return len(chosen)


def _render_tiles(
    scene: bpy.types.Scene, face: bpy.types.Object, frames: Sequence[int]
) -> list[NDArray[np.float32]]:
    camera = add_camera("Mouth", Vector((0.55, -4.2, -0.36)), Vector((0.0, -0.9, -0.44)), 116.0)
    camera.parent = face
    render, before = scene.render, scene.camera
    kept = (render.resolution_x, render.resolution_y, render.filepath, render.image_settings.file_format)
    scene.camera = camera
    render.resolution_x, render.resolution_y = TILE
    render.image_settings.file_format = "PNG"
    drawn: dict[int, NDArray[np.float32]] = {}
    with tempfile.TemporaryDirectory(prefix="voxrig-") as folder:
        for frame in frames:
            if frame not in drawn:
                scene.frame_set(frame)
                render.filepath = str(Path(folder) / f"{frame}.png")
                bpy.ops.render.render(write_still=True)
                drawn[frame] = _read(render.filepath)
    render.resolution_x, render.resolution_y, render.filepath, render.image_settings.file_format = kept
    scene.camera = before
    bpy.data.objects.remove(camera)
    return [drawn[frame] for frame in frames]


def _compose(
    tiles: Sequence[NDArray[np.float32]], labels: Sequence[tuple[str, str, str]], title: str, path: Path
) -> None:
    """Lays the tiles out in rows from the top left and writes phoneme, word and time below each."""
    wide, high = TILE[0], TILE[1] + LABEL
    rows = -(-len(tiles) // COLUMNS)
    sheet = np.empty((rows * high + LABEL, min(COLUMNS, len(tiles)) * wide, 4), dtype=np.float32)
    sheet[:] = (*_PAPER, 1.0)
    places = []
    for number, tile in enumerate(tiles):
        left, top = number % COLUMNS * wide, sheet.shape[0] - LABEL - number // COLUMNS * high
        sheet[top - TILE[1] : top, left : left + wide] = tile
        places.append((left, top - TILE[1]))
    unfinished = path.with_name(f"{path.stem}.part{path.suffix}")
    _write(sheet, unfinished)
    image = imbuf.load(str(unfinished))
    # Blender's own font with every IPA letter.
    font = blf.load(str(Path(bpy.utils.system_resource("DATAFILES", path="fonts")) / "DejaVuSansMono.woff2"))
    with blf.bind_imbuf(font, image, display_name="sRGB"):
        _draw(font, 20, _INK, 12, sheet.shape[0] - 31, title)
        for (left, bottom), (symbol, word, time) in zip(places, labels, strict=True):
            _draw(font, 26, _INK, left + 12, bottom - 32, symbol)
            _draw(font, 15, _INK, left + 66, bottom - 20, word)
            _draw(font, 12, _PALE, left + 66, bottom - 37, time)
    imbuf.write(image, filepath=str(unfinished))
    unfinished.replace(path)


def _draw(
    font: int, size: float, colour: tuple[float, float, float, float], x: int, y: int, text: str
) -> None:
    blf.size(font, size)
    blf.color(font, *colour)
    blf.position(font, x, y, 0)
    blf.draw_buffer(font, text)


def _read(path: str) -> NDArray[np.float32]:
    image = bpy.data.images.load(path, check_existing=False)
    pixels = np.empty(len(image.pixels), dtype=np.float32)
    image.pixels.foreach_get(pixels)
    shape = (image.size[1], image.size[0], 4)
    bpy.data.images.remove(image)
    return pixels.reshape(shape)


def _write(pixels: NDArray[np.float32], path: Path) -> None:
    image = bpy.data.images.new("Contact Sheet", pixels.shape[1], pixels.shape[0])
    image.pixels.foreach_set(pixels.ravel())
    image.filepath_raw, image.file_format = str(path), "PNG"
    image.save()
    bpy.data.images.remove(image)
