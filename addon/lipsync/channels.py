# SPDX-License-Identifier: GPL-3.0-or-later
"""The articulators of the mouth: the one vocabulary between phonemes and rigs.

Every channel runs from 0 (rest: jaw shut, lips lightly together, tongue down) to 1.
"""

from __future__ import annotations

from typing import Final

JAW: Final = "jaw"  # how far the jaw has dropped
LIP_CLOSE: Final = "lip_close"  # lips pressed together, 1 = sealed (p b m)
LABIODENTAL: Final = "labiodental"  # lower lip on the upper teeth, 1 = contact (f v)
ROUND: Final = "round"  # lips rounded and pushed forward (w u o)
SPREAD: Final = "spread"  # mouth corners drawn apart (i e)
UPPER_LIP: Final = "upper_lip"  # upper lip raised, baring the teeth (ʃ, f v a little, a strong æ)
TEETH: Final = "teeth"  # teeth nearly together with the lips parted around them (s z ʃ)
TONGUE_TIP: Final = "tongue_tip"  # tip raised to the ridge behind the upper teeth (t d n l)
TONGUE_OUT: Final = "tongue_out"  # tip between the teeth (θ ð)
TONGUE_BACK: Final = "tongue_back"  # body raised to the palate or velum (k g ŋ)
TONGUE_CURL: Final = "tongue_curl"  # tip curled or body bunched (ɹ ɻ ɚ)

CHANNELS: Final[tuple[str, ...]] = (
    JAW,
    LIP_CLOSE,
    LABIODENTAL,
    ROUND,
    SPREAD,
    UPPER_LIP,
    TEETH,
    TONGUE_TIP,
    TONGUE_OUT,
    TONGUE_BACK,
    TONGUE_CURL,
)
"""Every articulator, in the order in which they are stored."""

CONTACTS: Final[tuple[str, ...]] = (LIP_CLOSE, LABIODENTAL)
"""Articulators that are contacts, not postures: no dial may weaken them."""
