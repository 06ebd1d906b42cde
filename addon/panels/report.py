# SPDX-License-Identifier: GPL-3.0-or-later
"""What a recording is like, in words: the verdict, the measures, what was found and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ..client.report import Finding, Measures, Report, Severity, Span, Verdict, clock
from .base import fact, paragraph

VERDICTS: Final = {
    Verdict.ACCEPT: ("A good recording", "CHECKMARK"),
    Verdict.ACCEPT_WITH_WARNINGS: ("Usable, could be better", "ERROR"),
    Verdict.REFUSE: ("Not good enough", "CANCEL"),
}
_SEVERITIES: Final = {Severity.NOTE: "INFO", Severity.WARNING: "ERROR", Severity.REFUSAL: "CANCEL"}
_SPAN_COLUMNS, _MOST_SPANS = 2, 8


def draw_report(layout: Any, context: Any, report: Report, span_icon: str) -> None:
    """The whole report; a click on a stretch shows it."""
    box = layout.box().column()
    words, icon = VERDICTS[report.verdict]
    box.label(text=words, icon=icon)
    facts = box.column(align=True)
    facts.scale_y = 0.8
    for name, value in measured(report.measures):
        fact(facts, name, value)
    for finding in report.findings:
        _draw_finding(box, context, finding, span_icon)


def measured(measures: Measures) -> Iterator[tuple[str, str]]:
    """Names and values, with units, of what could be measured."""
    yield "Speech", f"{clock(measures.speech_seconds)} / {clock(measures.recording_seconds)}"
    if measures.snr_db is not None:
        yield "Speech over noise", f"{measures.snr_db:.0f} dB"
    if measures.bandwidth_hz is not None:
        yield "Bandwidth", f"{measures.bandwidth_hz / 1000:.1f} kHz"
    if measures.speech_level_dbfs is not None:
        yield "Loudness", f"{measures.speech_level_dbfs:.0f} dBFS"
    if measures.clipped_share:
        yield "Clipped", f"{100 * measures.clipped_share:.2g} %"
    if measures.reverberation_seconds is not None:
        yield "Echo", f"{measures.reverberation_seconds:.1f} s"
    yield "People", str(measures.speaker_count)


def _draw_finding(layout: Any, context: Any, finding: Finding, span_icon: str) -> None:
    layout.separator(factor=0.5)
    paragraph(layout, context, finding.message, _SEVERITIES[finding.severity])
    if not finding.spans:
        return
    grid = layout.grid_flow(row_major=True, columns=_SPAN_COLUMNS, even_columns=True, align=True)
    for span in finding.spans[:_MOST_SPANS]:
        button = grid.operator("voxrig.show_span", text=span_text(span), icon=span_icon, translate=False)
        button.start, button.end = span
    if len(finding.spans) > _MOST_SPANS:
        layout.label(text=f"+ {len(finding.spans) - _MOST_SPANS}", icon="BLANK1", translate=False)


def span_text(span: Span) -> str:
    """A stretch as a player shows it: "0:03-0:07"; a short one by its start alone."""
    start, end = clock(span.start), clock(span.end)
    return start if start == end else f"{start}-{end}"
