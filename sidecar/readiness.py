# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the engine can speak yet."""

from __future__ import annotations

from sidecar.errors import PreconditionError, UnavailableError

_RETRY_SECONDS = 1.0


class Readiness:
    """Loading, then ready or failed."""

    def __init__(self) -> None:
        self._ready = False
        self._failure: str | None = None

    def set_ready(self) -> None:
        """The engine is loaded."""
        self._ready = True

    def set_failed(self, message: str) -> None:
        """The engine cannot be loaded; the message says why and what to do."""
        self._failure = message

    def check_usable(self) -> None:
        """Passes if the engine can speak now or soon.

        Raises:
            PreconditionError: It could not be loaded.
        """
        if self._failure is not None:
            raise PreconditionError("MODEL_UNUSABLE", self._failure)

    def check(self) -> None:
        """Passes if the engine can speak.

        Raises:
            UnavailableError: Not yet.
            PreconditionError: It could not be loaded.
        """
        self.check_usable()
        if not self._ready:
            raise UnavailableError(
                "MODEL_LOADING", "the voice model is being loaded", retry_seconds=_RETRY_SECONDS
            )
