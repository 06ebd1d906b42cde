# SPDX-License-Identifier: GPL-3.0-or-later
"""Simplified Chinese."""

from __future__ import annotations

from typing import Final

MESSAGES: Final[dict[str, str]] = {}
