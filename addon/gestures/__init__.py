# SPDX-License-Identifier: GPL-3.0-or-later
"""What a speaker does beside the mouth: blinks, brows, head beats, breaths (numpy only).

Each is a layer of its own, made from the stresses, pauses and loudness of the spoken lines. Chance is
seeded by the character's seed and the line's id, so the same scene gives the same keys, and a line that
changes leaves the gestures of all others alone.
"""

from .dials import Dials
from .layers import Layer, perform
from .stretches import Line, Stretch, stretches

__all__ = ["Dials", "Layer", "Line", "Stretch", "perform", "stretches"]
