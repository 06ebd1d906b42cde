# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a measure becomes a warning or a refusal. docs/quality.md gives what each was measured on."""

from __future__ import annotations

from dataclasses import dataclass

from sidecar.voices.quality.report import Severity


@dataclass(frozen=True, slots=True)
class Limit:
    """Two bounds of a measure; it is better high if the bound of the warning is the higher one."""

    warn: float
    refuse: float

    def severity(self, value: float | None) -> Severity | None:
        """How grave a value is; `None` if it is good or was not measured."""
        if value is None:
            return None
        sign = 1 if self.warn > self.refuse else -1
        if sign * value < sign * self.refuse:
            return Severity.REFUSAL
        return Severity.WARNING if sign * value < sign * self.warn else None


SPEECH_SECONDS = Limit(warn=30.0, refuse=10.0)
"""The product asks for ten; a likeness still gains up to about half a minute."""

SPEECH_LEVEL_DBFS = Limit(warn=-45.0, refuse=-60.0)
"""At -45 dBFS 16-bit sound still has 50 dB under the speech; at -60 it is mostly the converter's noise."""

SNR_DB = Limit(warn=25.0, refuse=20.0)
"""20 dB is what the product asks for; the estimate is within 2 dB, hence the warning above it."""

CLIPPED_SHARE = Limit(warn=0.0005, refuse=0.01)
"""Of the speech. One sample in two thousand: some plosives crackle. One in a hundred: most vowels do."""

LIMITED_SHARE = 0.3
"""Real recordings had 0.01 to 0.15, a limited one 0.23, the same recordings overdriven 0.2 to 0.7."""

BANDWIDTH_HZ = Limit(warn=7_000.0, refuse=4_300.0)
"""Telephones end at 3.4 kHz; sibilants have their energy from 4 to 8 kHz; the encoder hears up to 8 kHz."""

REVERBERATION_SECONDS = Limit(warn=0.5, refuse=1.0)
"""A furnished room has 0.3 to 0.5 s, a stairwell or a church a second and more."""

OTHERS_SHARE = Limit(warn=0.0, refuse=0.2)
"""Of the speech. A few words can be cut out; in a conversation it is not known who is meant."""

OVERLAP_SHARE = Limit(warn=0.08, refuse=0.15)
"""Of the speech. What overlaps is cut out; an echo makes the network slip, by up to 0.06."""

TONALITY = 0.5
"""Half of what is heard in the pauses are steady tones: music or a machine's whine, not air."""

MUSIC_SNR_DB = 40.0
"""Tones that lie further below the speech are not heard under it."""

HUM_DB = -35.0
"""Hum below the speech; headphones make it heard from about here."""

KEPT_SECONDS = 60.0
"""More speech does not make the likeness better."""
