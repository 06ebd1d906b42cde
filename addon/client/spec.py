# SPDX-License-Identifier: GPL-3.0-or-later
"""A line as the contract has it."""

from __future__ import annotations

from typing import Any

from .sampling import Sampling
from .speech import LineRequest


def speech_spec(messages: Any, line: LineRequest) -> Any:
    """The message that asks for a line.

    Args:
        messages: The contract's module of messages about speech.
        line: The line, as its voice can speak it (see `LineRequest.spoken_by`).
    """
    return messages.SpeechSpec(
        text=line.text,
        voice=line.voice,
        language=line.language,
        speed=line.speed,
        seed=line.seed,
        lexicon=[messages.LexiconEntry(word=word, phonemes=ipa) for word, ipa in line.lexicon],
        delivery=line.delivery,
        gpt_sovits=_options(messages, line.sampling),
    )


def _options(messages: Any, sampling: Sampling) -> Any | None:
    """Only what is chosen: the sidecar refuses options for a voice of another kind, even empty ones."""
    chosen = sampling.chosen
    if not chosen:
        return None
    if "text_split" in chosen:
        chosen["text_split"] = messages.TextSplit.Value(f"TEXT_SPLIT_{sampling.text_split}")
    return messages.GptSovitsOptions(**chosen)
