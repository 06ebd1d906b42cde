# SPDX-License-Identifier: GPL-3.0-or-later
"""American and British English."""

from sidecar.synthesis.frontend.english.speech import American, British

__all__ = ["American", "British"]
