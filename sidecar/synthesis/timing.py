# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's timed tokens -> IPA phonemes that tile the sound, and words from their phonemes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sidecar.engines.base import EngineSpeech
from sidecar.synthesis.activity import Activity
from sidecar.synthesis.frontend.utterance import Word
from sidecar.synthesis.sounds import Sound, sounds_of
from sidecar.synthesis.speech import SILENCE, Phoneme, SpokenWord

MIN_PAUSE_SECONDS = 0.050
_MIN_SPACE_PAUSE_SECONDS = 0.120
"""A space is hardly ever a pause: what is quiet there is mostly the closure of the stop that follows."""
_MIN_PHONE_SECONDS = 0.040
"""What a phoneme keeps when the silence after it is given to a pause."""
_SHORTEST_SECONDS = 0.005


@dataclass(slots=True)
class _Span:
    """A sound and its samples [start, end)."""

    sound: Sound
    start: int
    end: int

    @property
    def is_gap(self) -> bool:
        return not self.sound.symbol


def phonemes_of(spoken: EngineSpeech, offset: int = 0, language: str = "") -> list[Phoneme]:
    """The phonemes of a finished pass.

    Packed symbols are unpacked, stress marks give their time to the phoneme after them, tones and length
    marks to the one before. Spaces, punctuation and pads are pauses where they are long and quiet enough;
    else their time goes to the phonemes around them.

    Args:
        spoken: A pass whose tokens tile its audio.
        offset: The line's sample at which the pass starts.
        language: The line's, BCP-47.

    Returns:
        Phonemes that tile [offset, offset + len(audio)), each at least one sample long if the audio has
        that many samples.
    """
    spans = _spans(spoken, language)
    activity = Activity.of(spoken.audio, spoken.sample_rate_hz)
    for index, span in enumerate(spans):
        if span.is_gap:
            _settle(spans, index, activity, spoken.sample_rate_hz)
    spans = [span for span in spans if not span.is_gap]
    edges = _spread(
        [span.start for span in spans] + [len(spoken.audio)], round(_SHORTEST_SECONDS * spoken.sample_rate_hz)
    )
    return [
        Phoneme(span.sound.symbol, start + offset, end + offset, span.sound.stress, span.sound.word_index)
        for span, (start, end) in zip(spans, pairwise(edges), strict=True)
    ]


def words_of(words: Sequence[Word], phonemes: Sequence[Phoneme]) -> list[SpokenWord]:
    """The words that have a phoneme here, each from its first phoneme to its last."""
    spans: dict[int, tuple[int, int]] = {}
    for phoneme in phonemes:
        if phoneme.word_index is not None:
            start, end = spans.get(phoneme.word_index, (phoneme.start_sample, phoneme.end_sample))
            spans[phoneme.word_index] = min(start, phoneme.start_sample), max(end, phoneme.end_sample)
    return [
        SpokenWord(words[i].text, words[i].char_start, words[i].char_end, start, end)
        for i, (start, end) in sorted(spans.items())
    ]


def _spans(spoken: EngineSpeech, language: str) -> list[_Span]:
    """Phonemes and the gaps between them, in order and without a hole."""
    tokens = spoken.tokens
    if not tokens:
        return [_Span(Sound("", 0, 0), 0, len(spoken.audio))]
    return [
        _Span(sound, tokens[sound.first].start_sample, tokens[sound.last].end_sample)
        for sound in sounds_of(tokens, language)
    ]


def _settle(spans: list[_Span], index: int, activity: Activity, rate: int) -> None:
    """Makes a gap a pause, or gives its time to its neighbours."""
    gap = spans[index]
    before = spans[index - 1] if index > 0 else None
    after = spans[index + 1] if index + 1 < len(spans) else None
    if before is not None:
        quiet = _pause_start(before, gap, activity, rate, is_last=after is None)
    else:
        quiet = gap.start if gap.end - gap.start >= MIN_PAUSE_SECONDS * rate else None
    if quiet is not None or (before is None and after is None):
        gap.sound.symbol = SILENCE
        gap.start = gap.start if quiet is None else quiet
        if before is not None:
            before.end = gap.start
    elif before is None and after is not None:
        after.start = gap.start
    elif after is None and before is not None:
        before.end = gap.end
    elif before is not None and after is not None:
        before.end = after.start = (gap.start + gap.end) // 2


def _pause_start(before: _Span, gap: _Span, activity: Activity, rate: int, is_last: bool) -> int | None:
    """Where the pause after a phoneme starts, or None if there is none.

    Engines let the last phoneme before a pause run on into it, and sometimes sound on into the punctuation:
    the audio decides.
    """
    kept = min(before.start + round(_MIN_PHONE_SECONDS * rate), gap.start)
    search_from = kept if gap.sound.punctuated else gap.start
    if is_last:
        start = min(max(activity.last_sound(), kept), gap.end)
        return start if gap.end - start >= MIN_PAUSE_SECONDS * rate else None
    start, end = activity.longest_quiet(search_from, gap.end)
    shortest = MIN_PAUSE_SECONDS if gap.sound.punctuated else _MIN_SPACE_PAUSE_SECONDS
    return start if end - start >= shortest * rate and end > gap.start else None


def _spread(edges: list[int], shortest: int) -> list[int]:
    """Moves inner edges as little as is needed for no span to be shorter than `shortest` samples."""
    count, total = len(edges) - 1, edges[-1] - edges[0]
    shortest = min(shortest, total // count)
    for i in range(1, count):
        edges[i] = max(edges[i], edges[i - 1] + shortest)
    for i in range(count - 1, 0, -1):
        edges[i] = min(edges[i], edges[i + 1] - shortest)
    return edges
