# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of GPT-SoVITS that can be spoken with."""

from __future__ import annotations

from enum import StrEnum

from models.gpt_sovits.phones import InventoryVersion


class Version(StrEnum):
    """Versions of the network that end in a HiFi-GAN decoder; named as in the official configurations."""

    V1 = "v1"
    V2 = "v2"
    V2_PRO = "v2Pro"
    V2_PRO_PLUS = "v2ProPlus"

    @property
    def symbols(self) -> int:
        """Phones in the inventory."""
        return 322 if self is Version.V1 else 732

    @property
    def inventory(self) -> InventoryVersion:
        """Of phones."""
        return "v1" if self is Version.V1 else "v2"

    @property
    def style_bins(self) -> int | None:
        """Lowest bins of the spectrogram that the reference encoder sees; None for all."""
        return None if self is Version.V1 else 704

    @property
    def has_speaker_vector(self) -> bool:
        """Whether the timbre also comes from a speaker verification network."""
        return self in (Version.V2_PRO, Version.V2_PRO_PLUS)
