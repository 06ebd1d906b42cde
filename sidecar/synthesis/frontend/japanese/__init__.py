# SPDX-License-Identifier: GPL-3.0-or-later
"""Standard Japanese."""

from sidecar.synthesis.frontend.japanese.speech import Japanese

__all__ = ["Japanese"]
