# SPDX-License-Identifier: GPL-3.0-or-later
"""Standard Mandarin, as written and spoken in China."""

from sidecar.synthesis.frontend.mandarin.speech import Mandarin

__all__ = ["Mandarin"]
