# SPDX-License-Identifier: GPL-3.0-or-later
"""The one error of the front end: text that cannot be spoken as it was asked."""

from __future__ import annotations


class TextError(ValueError):
    """Says which field of the request is wrong and how to put it right.

    Attributes:
        field: ``text``, ``language`` or ``lexicon[2].phonemes``.
        message: What is wrong, where, and the fix; fit to be shown to the animator.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message
