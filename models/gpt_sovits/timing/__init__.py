# SPDX-License-Identifier: GPL-3.0-or-later
"""When each phone that the synthesizer speaks is heard, and whether it spoke them all."""

from __future__ import annotations

from models.gpt_sovits.timing.alignment import align, proportional, streamed_frame_edges
from models.gpt_sovits.timing.phone_classes import PhoneClass, phone_class
from models.gpt_sovits.timing.timings import Confidence, PhoneSpan, Problem, Timings, TimingSource

__all__ = [
    "Confidence",
    "PhoneClass",
    "PhoneSpan",
    "Problem",
    "TimingSource",
    "Timings",
    "align",
    "phone_class",
    "proportional",
    "streamed_frame_edges",
]
