# SPDX-License-Identifier: GPL-3.0-or-later
"""What an English spelling rule may look at besides the word itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import regex

from sidecar.synthesis.frontend import context


@dataclass(frozen=True, slots=True)
class Context(context.Context):
    """A word's neighbours, and whether the reader is British."""

    british: bool


Rule = Callable[[regex.Match[str], Context], str | None]
"""Spells out a matched word; None where, seen in its context, the rule does not apply."""
