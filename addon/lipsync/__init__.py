# SPDX-License-Identifier: GPL-3.0-or-later
"""Lip-sync without Blender: phones -> articulator curves -> rig channels -> sparse keys (numpy only)."""

from .articulation import Articulation, articulate
from .channels import CHANNELS
from .keys import Keys, animate
from .phones import SILENCE, Phone
from .style import STYLES, Style

__all__ = ["CHANNELS", "SILENCE", "STYLES", "Articulation", "Keys", "Phone", "Style", "animate", "articulate"]
