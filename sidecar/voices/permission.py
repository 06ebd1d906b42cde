# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place that decides who may do what with a voice.

Every path to a voice goes through it: listing, speaking (what an engine needs of a voice is handed out only
after it was asked), blending and deleting. Consent, sharing and revocation are to be enforced here.
"""

from __future__ import annotations

from enum import Enum, auto

from sidecar.principals import Principal


class Use(Enum):
    """What somebody wants of a voice."""

    SEE = auto()
    SPEAK = auto()
    CHANGE = auto()


def permits(principal: Principal, owner: str | None, use: Use) -> bool:
    """Whether a principal may use a voice.

    Args:
        principal: Who wants it.
        owner: Id of the voice's owner; None for stock voices, which are everybody's and nobody's to change.
        use: What for.
    """
    if owner is None:
        return use is not Use.CHANGE
    return owner == principal.id
