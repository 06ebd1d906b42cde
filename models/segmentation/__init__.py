# SPDX-License-Identifier: GPL-3.0-or-later
"""Who speaks when, within a few seconds: pyannote.audio's PyanNet (Bredin and Laurent 2021, MIT)."""

from __future__ import annotations

from models.segmentation.activities import Activities, Window
from models.segmentation.runtime import Segmentation

__all__ = ["Activities", "Segmentation", "Window"]
