# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig say`: speaks one line into a file, without a server."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.commands.console import Device, check_folder, settings_from, told_in_one_line

if TYPE_CHECKING:
    from sidecar.config import Settings
    from sidecar.synthesis.request import SpeechRequest
    from sidecar.synthesis.speech import Speech
    from sidecar.voices.registry import SeenVoices

_OPTIONS = {
    "text": "TEXT",
    "voice": "--voice",
    "language": "--language",
    "delivery": "--delivery",
    "speed": "--speed",
    "seed": "--seed",
}


def say(
    text: Annotated[str, typer.Argument(help="What to say.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="WAV file to write.")],
    voice: Annotated[str, typer.Option(help="Who says it; `voxrig voices` lists them.")] = "af_heart",
    language: Annotated[
        str, typer.Option(help="Language of TEXT, as in es-ES. [default: the voice's own]")
    ] = "",
    delivery: Annotated[
        str, typer.Option(help="How to say it; `voxrig voices show` lists a voice's. [default: neutral]")
    ] = "",
    speed: Annotated[float, typer.Option(help="0.5 (half as fast) to 2.0.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Same seed, same sound.")] = 0,
    timings: Annotated[
        Path | None, typer.Option("--json", help="JSON file to write phonemes and words with their times to.")
    ] = None,
    device: Annotated[Device | None, typer.Option(help="Where the network runs. [default: auto]")] = None,
) -> None:
    """Speak TEXT into a WAV file."""
    settings = settings_from(device=device)
    for option, path in (("--output", output), ("--json", timings)):
        if path is not None:
            check_folder(option, path)
    from sidecar.files import write_atomically

    with told_in_one_line(_OPTIONS):
        speech = _speak(settings, text, voice, language, delivery, speed, seed)
        write_atomically(output, wav_bytes(speech))
        if timings is not None:
            write_atomically(timings, timings_json(speech).encode())


def _speak(
    settings: Settings, text: str, voice: str, language: str, delivery: str, speed: float, seed: int
) -> Speech:
    from sidecar.principals import LOCAL
    from sidecar.synthesis.pipeline import Pipeline
    from sidecar.synthesis.speech import join
    from sidecar.voices.opening import open_engines, open_registry

    engines = open_engines(settings)
    voices = open_registry(settings, engines.main.voices()).seen_by(LOCAL)
    request = _request(voices, text, voice, language, delivery, speed, seed)
    return join(list(Pipeline(engines).speak(request)))


def _request(
    voices: SeenVoices, text: str, voice_id: str, language: str, delivery: str, speed: float, seed: int
) -> SpeechRequest:
    """Checks everything before the network is loaded; all that is wrong is told at once."""
    from sidecar.errors import InvalidRequestError, Violation
    from sidecar.synthesis.request import speed_violations, text_violations
    from sidecar.voices.lines import line_for

    voice = voices.find(voice_id)
    if voice is None:
        problem = f"there is no voice {voice_id!r}; `voxrig voices` lists them"
        more = [*text_violations(text, language or "en-US"), *speed_violations(speed)]
        raise InvalidRequestError([Violation("voice", problem), *more])
    return line_for(voice, text, language=language, delivery=delivery, speed=speed, seed=seed)


def wav_bytes(speech: Speech) -> bytes:
    """A WAV file, PCM 16."""
    import numpy as np
    import soundfile

    from sidecar.synthesis.encoding import Encoding

    file = io.BytesIO()
    samples = np.frombuffer(Encoding.PCM_S16LE.encode(speech.audio), "<i2")
    soundfile.write(file, samples, speech.sample_rate_hz, format="WAV", subtype="PCM_16")
    return file.getvalue()


def timings_json(speech: Speech) -> str:
    """When each phoneme and word is heard, in seconds; the phonemes tile 0 to duration_seconds."""

    def seconds(sample: int) -> float:
        return round(sample / speech.sample_rate_hz, 6)

    content = {
        "sample_rate_hz": speech.sample_rate_hz,
        "duration_seconds": seconds(len(speech.audio)),
        "timing_source": speech.sureness.source.name.lower(),
        "confidence": round(speech.sureness.confidence, 3),
        "phonemes": [
            {
                "symbol": phoneme.symbol,
                "start_seconds": seconds(phoneme.start_sample),
                "end_seconds": seconds(phoneme.end_sample),
                "word_index": phoneme.word_index,
            }
            for phoneme in speech.phonemes
        ],
        "words": [
            {
                "text": word.text,
                "start_seconds": seconds(word.start_sample),
                "end_seconds": seconds(word.end_sample),
                "char_start": word.char_start,
                "char_end": word.char_end,
            }
            for word in speech.words
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
