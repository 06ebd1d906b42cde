# SPDX-License-Identifier: GPL-3.0-or-later
"""How well each language is understood: its voices speak, whisper-base writes down, the errors are counted.

A recogniser's spelling is no error of the voice: Japanese may be written in kanji or kana, a number in digits
or words. So what was heard is read by the language's own front end too, and its phonemes are compared.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import regex
from rich.console import Console
from rich.progress import track
from rich.table import Table
from wetext import Normalizer

from models.kokoro import SAMPLE_RATE_HZ
from sidecar.bench.language_corpus import SENTENCES
from sidecar.bench.listening import Listener, word_errors, words
from sidecar.engines import KokoroEngine
from sidecar.synthesis.frontend import TextError, analyse, split_passes
from sidecar.synthesis.phonemes import LENGTHS, PHONES, TONES

BORROWED = ("af_heart", "bm_george", "ff_siwis", "if_sara", "im_nicola")
"""Stock voices that speak a language which has none of its own."""
_PROMPTS = {"hi-IN": "नमस्ते, आप कैसे हैं?", "zh-CN": "你好，请坐。"}
"""Sentences in the script that the language's own are in: Hindi may also be heard as Urdu."""
_WITHOUT_SPACES = frozenset(("ja-JP", "zh-CN"))


@dataclass(frozen=True)
class Rates:
    """Errors for each thing said, of one voice in one language.

    Attributes:
        words: None where words are not written apart.
        characters: Letters and digits.
        phonemes: With their lengths and tones, without stress.
    """

    voice_id: str
    language: str
    words: float | None
    characters: float
    phonemes: float

    @property
    def main(self) -> float:
        """The rate that is usual for the language."""
        return self.characters if self.words is None else self.words


def run(languages: Sequence[str] = (), voice_ids: Sequence[str] = (), *, show: bool = False) -> list[Rates]:
    """Measures languages and prints a table of them.

    Args:
        languages: BCP-47; none means those of the voices.
        voice_ids: Stock voices; none means all. They speak their own language, and one that has no voices
            if it is asked for (else BORROWED do).
        show: Print what was heard otherwise than it was said.

    Returns:
        One for each language and voice.
    """
    listener = Listener()
    engine = KokoroEngine("cpu")
    engine.load()
    console = Console()
    asked = languages or (
        SENTENCES if not voice_ids else {v.language for v in engine.voices() if v.id in voice_ids}
    )
    cells = [(lang, v) for lang in sorted(asked) for v in _voices(engine, lang, voice_ids)]
    rates: list[Rates] = []
    for language, voice_id in track(cells, "Listening", transient=True, console=console):
        spoken = [_speak(engine, text, language, voice_id) for text in SENTENCES[language]]
        prompt = _PROMPTS.get(language)
        heard = [listener.transcribe(audio, SAMPLE_RATE_HZ, language[:2], prompt) for audio in spoken]
        rates.append(rate(voice_id, language, SENTENCES[language], heard))
        if show:
            console.print(*_misheard(language, heard), rates[-1], sep="\n", highlight=False, soft_wrap=True)
    console.print(table(rates))
    return rates


def rate(voice_id: str, language: str, said: Sequence[str], heard: Sequence[str]) -> Rates:
    """Counts the errors in some sentences."""

    def share(parts: Iterator[tuple[Sequence[str], Sequence[str]]]) -> float:
        counted = [(word_errors(true, other), len(true)) for true, other in parts]
        return sum(errors for errors, _ in counted) / sum(length for _, length in counted)

    pairs = list(zip(said, heard, strict=True))
    return Rates(
        voice_id,
        language,
        None if language in _WITHOUT_SPACES else share((words(_nfc(a)), words(_nfc(b))) for a, b in pairs),
        share((_letters(a, language), _letters(b, language)) for a, b in pairs),
        share((_phonemes(a, language), _phonemes(b, language)) for a, b in pairs),
    )


def table(rates: Sequence[Rates]) -> Table:
    """One row for each language."""
    table = Table(title="Errors of whisper-base on ten sentences", caption="means over voices")
    for heading in ("language", "voices", "words", "characters", "phonemes", "worst voice"):
        table.add_column(heading, justify="left" if heading in ("language", "worst voice") else "right")
    for language in dict.fromkeys(rate.language for rate in rates):
        group = [rate for rate in rates if rate.language == language]
        worst = max(group, key=lambda rate: rate.main)
        word_rates = [rate.words for rate in group if rate.words is not None]
        table.add_row(
            language,
            str(len(group)),
            f"{np.mean(word_rates):.1%}" if word_rates else "",
            f"{np.mean([rate.characters for rate in group]):.1%}",
            f"{np.mean([rate.phonemes for rate in group]):.1%}",
            f"{worst.voice_id} {worst.main:.1%}",
        )
    return table


def _voices(engine: KokoroEngine, language: str, chosen: Sequence[str]) -> Sequence[str]:
    own = [voice.id for voice in engine.voices() if voice.language == language]
    if not own:
        return chosen or BORROWED
    return [voice_id for voice_id in own if not chosen or voice_id in chosen]


def _speak(engine: KokoroEngine, text: str, language: str, voice_id: str) -> np.ndarray:
    passes = split_passes(analyse(text, language))
    return np.concatenate([engine.speak(part, ((voice_id, 1.0),), 1.0, seed=0).audio for part in passes])


def _misheard(language: str, heard: Sequence[str]) -> Iterator[str]:
    for said, other in zip(SENTENCES[language], heard, strict=True):
        if _letters(said, language) != _letters(other, language):
            yield f"{said} | {other.strip()}"


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _letters(text: str, language: str) -> list[str]:
    if language == "zh-CN":
        text = cast(str, Normalizer(lang="zh", operator="tn", traditional_to_simple=True).normalize(text))
    return regex.findall(r"[\p{L}\p{M}\p{N}]", _nfc(text).lower())


def _phonemes(text: str, language: str) -> list[str]:
    """Phonemes with what marks their length or tone; none for a text that cannot be spoken."""
    try:
        utterance = analyse(text, language)
    except TextError:
        return []
    symbols = "".join(token.symbol for sentence in utterance.sentences for token in sentence.tokens)
    return regex.findall(rf"[{''.join(PHONES)}][{''.join(LENGTHS | TONES)}]*", symbols)
