# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a recording good enough to make a voice of, what is wrong with it, and which parts are best?"""

from __future__ import annotations

from sidecar.voices.quality.gate import assess
from sidecar.voices.quality.keeping import kept_speech
from sidecar.voices.quality.report import (
    Finding,
    FindingKind,
    Measures,
    QualityReport,
    Severity,
    Verdict,
)
from sidecar.voices.quality.spans import Span

__all__ = [
    "Finding",
    "FindingKind",
    "Measures",
    "QualityReport",
    "Severity",
    "Span",
    "Verdict",
    "assess",
    "kept_speech",
]
