# SPDX-License-Identifier: GPL-3.0-or-later
"""The proportions of the two characters' heads."""

from __future__ import annotations

from typing import Final

from .surface import Look

ADA: Final = Look(skull=(0.86, 0.88, 0.98), mouth_width=0.34, smile=0.04, cheeks=0.075, jaw=0.14)
BO: Final = Look(
    skull=(0.84, 0.88, 1.08),
    mouth_width=0.38,
    upper_lip=0.05,
    lower_lip=0.07,
    smile=0.025,
    cheeks=0.04,
    chin=0.14,
    jaw=0.04,
)
