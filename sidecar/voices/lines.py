# SPDX-License-Identifier: GPL-3.0-or-later
"""A line for a voice: what is typed, checked against what the voice can do."""

from __future__ import annotations

from collections.abc import Sequence

from sidecar.engines.base import STOCK_ENGINE
from sidecar.errors import InvalidRequestError, Violation
from sidecar.synthesis.frontend import LexiconEntry
from sidecar.synthesis.options import GptSovitsOptions, option_violations
from sidecar.synthesis.request import SpeechRequest, lexicon_violations, speed_violations, text_violations
from sidecar.voices.voice import Voice


def line_for(
    voice: Voice,
    text: str,
    *,
    language: str = "",
    delivery: str = "",
    speed: float = 1.0,
    seed: int = 0,
    lexicon: Sequence[LexiconEntry] = (),
    options: GptSovitsOptions | None = None,
) -> SpeechRequest:
    """The line, ready for the pipeline.

    Args:
        voice: Who speaks.
        text: As typed.
        language: BCP-47; empty for the voice's own.
        delivery: One of the voice's; empty for neutral.
        speed: 0.5 to 2.0.
        seed: From 0.
        lexicon: The project's pronunciations.
        options: For voices of GPT-SoVITS only.

    Raises:
        InvalidRequestError: Every field that is wrong, named as in SpeechSpec.
    """
    language = language or voice.language
    mix = voice.mix_for(delivery)
    violations = [
        *text_violations(text, language, voice.languages),
        *speed_violations(speed),
        *lexicon_violations(len(lexicon)),
    ]
    if mix is None:
        known = ", ".join(voice.deliveries)
        violations.append(Violation("delivery", f"{voice.id} has no {delivery!r}; use one of {known}"))
    if seed < 0:
        violations.append(Violation("seed", f"{seed} is below 0"))
    if options is not None and voice.engine == STOCK_ENGINE:
        problem = f"{voice.id} is a voice of {voice.engine}, which has no such options; leave them out"
        violations.append(Violation("gpt_sovits", problem))
    elif options is not None:
        violations += (Violation(f"gpt_sovits.{v.field}", v.message) for v in option_violations(options))
    if violations or mix is None:
        raise InvalidRequestError(violations)
    return SpeechRequest(text, language, mix, speed, seed, tuple(lexicon), voice.engine, options)
