# SPDX-License-Identifier: GPL-3.0-or-later
"""Render settings and the film: Cycles with few samples, H.264 with the sequencer's sound."""

# Blender's stubs call every pointer optional and know no properties of a type's kinds or of Cycles.
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
# pyright: reportOptionalSubscript=false, reportArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bpy

WIDTH, HEIGHT = 480, 270


def set_up_render(scene: bpy.types.Scene, samples: int) -> None:
    """Cycles on the CPU, as quick as it goes without noise."""
    render, cycles = scene.render, scene.cycles
    render.engine = "CYCLES"
    render.use_persistent_data = True
    render.resolution_x, render.resolution_y, render.resolution_percentage = WIDTH, HEIGHT, 100
    cycles.samples = samples
    cycles.use_adaptive_sampling = False
    cycles.use_light_tree = False
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces, cycles.transmission_bounces = (
        3,
        1,
        1,
        0,
    )
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.use_denoising = True
    cycles.denoiser = "OPENIMAGEDENOISE"
    cycles.denoising_quality = "FAST"
    cycles.denoising_prefilter = "NONE"  # no noise in these materials' colours and normals
    scene.view_settings.view_transform = "Standard"


def set_up_film(scene: bpy.types.Scene) -> None:
    """H.264 and AAC, to be rendered beside the .blend."""
    render = scene.render
    render.image_settings.file_format = "FFMPEG"
    video = render.ffmpeg
    video.format, video.codec, video.constant_rate_factor, video.gopsize = "MPEG4", "H264", "HIGH", 24
    video.audio_codec, video.audio_bitrate, video.audio_mixrate, video.audio_channels = (
        "AAC",
        192,
        48000,
        "STEREO",
    )
    render.use_file_extension = False
    render.filepath = "//scene.mp4"


def bind_cameras(scene: bpy.types.Scene, cuts: Sequence[tuple[int, str]]) -> None:
    """Markers that switch the camera at the given frames."""
    for frame, camera in cuts:
        marker = scene.timeline_markers.new(camera, frame=frame)
        marker.camera = bpy.data.objects[camera]
    scene.camera = bpy.data.objects[cuts[0][1]]


def render_film(scene: bpy.types.Scene, path: Path) -> None:
    """Renders the scene's frames with its sound.

    Raises:
        RuntimeError: If Blender wrote no film.
    """
    render = scene.render
    unfinished = path.with_name(f"{path.stem}.part{path.suffix}")
    unfinished.unlink(missing_ok=True)
    kept, render.filepath = render.filepath, str(unfinished)
    bpy.ops.render.render(animation=True)
    render.filepath = kept
    if not unfinished.is_file():
        raise RuntimeError(f"Blender rendered no film to {unfinished}")
    unfinished.replace(path)
