# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a pass of the engine ready to stand next to others: cut to its sound, known pauses, no click.

Every pass is finished by itself, whatever comes after it, so that a line can be sent as it is made and is
still, sample for sample, the line that is made in one go.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sidecar.engines.base import EngineSpeech, Pass
from sidecar.synthesis.activity import Activity
from sidecar.synthesis.phonemes import LENGTHS, PHONES, PUNCTUATION, STRESS, TONES

FIRST_LEAD_SECONDS = 0.060
"""Silence before a line: room for the mouth to open, too short to be felt as a delay."""
INNER_LEAD_SECONDS = 0.020
LAST_TAIL_SECONDS = 0.120
_FADE_SECONDS = 0.005
_MIN_LAST_PHONE_SECONDS = 0.040

_PAUSE_SECONDS = {".": 0.45, "!": 0.45, "?": 0.45, "…": 0.45, ";": 0.40, ":": 0.40, "—": 0.35, ",": 0.30}
"""What Kokoro itself leaves between phrases inside one pass at speed 1, by the mark that ends the phrase."""
_WORD_PAUSE_SECONDS = 0.030

_SPEECH = PHONES | LENGTHS | TONES | frozenset(STRESS)


def pause_after(one: Pass, speed: float) -> float:
    """Seconds of silence that a pass should leave before the next one."""
    for token in reversed(one.tokens):
        if token.symbol in _PAUSE_SECONDS:
            return _PAUSE_SECONDS[token.symbol] / speed
        if token.symbol in _SPEECH:
            # Cut inside a word: nothing may part it. Cut between words: hardly anything.
            return 0.0 if token is one.tokens[-1] else _WORD_PAUSE_SECONDS / speed
        if token.symbol not in PUNCTUATION and not token.symbol.isspace():
            break
    return _WORD_PAUSE_SECONDS / speed


def finish_pass(spoken: EngineSpeech, lead_seconds: float, tail_seconds: float) -> EngineSpeech:
    """Cuts a pass to its sound, with exactly the silence wanted before and after it.

    Only what is neither heard nor timed as a phoneme is cut, so no sound of the text is lost. The ends are
    faded inside the silence. Where a piece is not the beginning or the end of its pass nothing is done.

    Args:
        spoken: As the engine gave it.
        lead_seconds: Silence before the sound.
        tail_seconds: Silence after it.

    Returns:
        The pass with its tokens' times moved along; they tile it as before.
    """
    rate = spoken.sample_rate_hz
    begin, end = _sounding_span(spoken)
    first = begin - round(lead_seconds * rate) if spoken.begins else 0
    last = end + round(tail_seconds * rate) if spoken.ends else len(spoken.audio)
    audio = spoken.audio[max(first, 0) : min(last, len(spoken.audio))]
    audio = np.pad(audio, (max(-first, 0), max(last - len(spoken.audio), 0)))
    _fade_ends(audio, round(_FADE_SECONDS * rate), begins=spoken.begins, ends=spoken.ends)

    def moved(sample: int) -> int:
        return min(max(sample - first, 0), len(audio))

    tokens = [
        replace(token, start_sample=moved(token.start_sample), end_sample=moved(token.end_sample))
        for token in spoken.tokens
    ]
    if tokens:
        tokens[0] = replace(tokens[0], start_sample=0)
        tokens[-1] = replace(tokens[-1], end_sample=len(audio))
    return replace(spoken, audio=audio, tokens=tuple(tokens))


def _sounding_span(spoken: EngineSpeech) -> tuple[int, int]:
    """First and one past the last sample that is heard or belongs to a phoneme."""
    activity = Activity.of(spoken.audio, spoken.sample_rate_hz)
    timed = [token for token in spoken.tokens if token.symbol in _SPEECH]
    if not timed:
        return 0, len(spoken.audio)
    begin = min(timed[0].start_sample, activity.first_sound())
    # Engines let the last phoneme run on into the silence: there the sound decides.
    held = timed[-1].start_sample + round(_MIN_LAST_PHONE_SECONDS * spoken.sample_rate_hz)
    end = max(min(held, timed[-1].end_sample), activity.last_sound())
    return begin, min(end, len(spoken.audio))


def _fade_ends(audio: np.ndarray, length: int, *, begins: bool, ends: bool) -> None:
    """Raised-cosine fades in place, so that the edge next to digital silence is no step."""
    length = min(length, len(audio) // 2)
    if length:
        ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)).astype(audio.dtype)
        if begins:
            audio[:length] *= ramp
        if ends:
            audio[-length:] *= ramp[::-1]
