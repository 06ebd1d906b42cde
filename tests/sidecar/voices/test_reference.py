# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a long recording a stretch is chosen, and its text is exactly what is heard in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sidecar.engines import Engines, KokoroEngine
from sidecar.errors import InvalidRequestError
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest
from sidecar.voices.reference import Reference, read_reference

pytestmark = pytest.mark.model

TEXTS = {
    "en-US": (
        "The ferry left at seven, and the fog was still thick. Nobody on deck said anything until the "
        "lighthouse came into view. Then the captain laughed, poured the coffee, and told us the story of "
        "the drowned bell. We listened, because he told it well."
    ),
    "ja-JP": (
        "昨日は雨が降っていたので、家で本を読んでいました。夕方になると空が晴れて、きれいな虹が見えました。"
        "とても嬉しかったです。それから友達に電話をして、来週の予定を話し合いました。"
    ),
}
VOICES = {"en-US": "af_heart", "ja-JP": "jf_alpha"}


@dataclass(frozen=True)
class Spoken:
    """A recording and when each word of its text is heard, in seconds, and where it stands in the text."""

    text: str
    audio: np.ndarray
    rate_hz: int
    words: list[tuple[int, int, float, float]]

    def heard(self, start_seconds: float, end_seconds: float) -> str:
        """What is heard from one time to another: text from the first whole word to the last."""
        inside = [
            (first, last)
            for first, last, start, end in self.words
            if start_seconds < (start + end) / 2 < end_seconds
        ]
        return self.text[inside[0][0] : inside[-1][1]]

    def cuts(self, seconds: float) -> bool:
        """Whether a word is cut at a time."""
        return any(start + 0.05 < seconds < end - 0.05 for _, _, start, end in self.words)


@pytest.fixture(scope="module", params=list(TEXTS))
def spoken(request: pytest.FixtureRequest) -> tuple[str, Spoken]:
    engine = KokoroEngine("cpu")
    engine.load()
    language = request.param
    asked = SpeechRequest(TEXTS[language], language, ((VOICES[language], 1.0),))
    stretches = list(Pipeline(Engines(engine)).speak(asked))
    rate = engine.sample_rate_hz
    words = [
        (word.char_start, word.char_end, word.start_sample / rate, word.end_sample / rate)
        for stretch in stretches
        for word in stretch.words
    ]
    audio = np.concatenate([stretch.audio for stretch in stretches])
    return language, Spoken(TEXTS[language], audio, rate, words)


def written(folder: Path, audio: np.ndarray, rate_hz: int = 24_000) -> Path:
    soundfile.write(folder / "reference.wav", audio, rate_hz)
    return folder / "reference.wav"


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def noise(count: int, dbfs: float) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 10 ** (dbfs / 20), count)


def check(reference: Reference, spoken: Spoken) -> None:
    span = reference.span
    assert 3 <= reference.recording.seconds <= 10
    assert reference.recording.seconds == pytest.approx(span.seconds, abs=0.001)
    assert letters(reference.text) == letters(spoken.heard(span.start_seconds, span.end_seconds))
    assert reference.text in spoken.text
    assert not spoken.cuts(span.start_seconds)
    assert not spoken.cuts(span.end_seconds)


@pytest.mark.parametrize("floor_dbfs", [None, -50.0])
def test_the_text_is_what_is_heard(
    spoken: tuple[str, Spoken], floor_dbfs: float | None, tmp_path: Path
) -> None:
    language, speech = spoken
    audio = speech.audio if floor_dbfs is None else speech.audio + noise(len(speech.audio), floor_dbfs)
    file = written(tmp_path, audio)
    reference = read_reference(file, speech.text, language, "v2")
    check(reference, speech)
    assert 4.5 <= reference.recording.seconds <= 8.5
    assert reference.is_part


def test_times_count_from_the_file_s_start(spoken: tuple[str, Spoken], tmp_path: Path) -> None:
    language, speech = spoken
    lead = np.zeros(3 * speech.rate_hz)
    file = written(tmp_path, np.concatenate([lead, speech.audio]))
    span = read_reference(file, speech.text, language, "v2", start_seconds=3.0).span
    assert span.start_seconds >= 3
    bare = read_reference(written(tmp_path, speech.audio), speech.text, language, "v2").span
    assert span.start_seconds == pytest.approx(bare.start_seconds + 3, abs=0.05)


def test_a_text_that_is_not_said_is_refused(spoken: tuple[str, Spoken], tmp_path: Path) -> None:
    language, speech = spoken
    file = written(tmp_path, speech.audio)
    (other,) = (text for tag, text in TEXTS.items() if tag != language)
    for text in (speech.text * 3, other[:20] if language == "en-US" else other[:12]):
        with pytest.raises(InvalidRequestError, match="--start and --end"):
            read_reference(file, text, language, "v2")


def test_without_a_text_most_of_the_stretch_is_speech(spoken: tuple[str, Spoken], tmp_path: Path) -> None:
    language, speech = spoken
    silence = noise(10 * speech.rate_hz, -70.0)
    file = written(tmp_path, np.concatenate([silence, speech.audio, silence]))
    reference = read_reference(file, "", language, "v2")
    assert reference.text == ""
    assert reference.recording.seconds == pytest.approx(8)
    assert reference.span.start_seconds >= 10
    assert reference.span.end_seconds <= 10 + len(speech.audio) / speech.rate_hz


def test_a_short_recording_is_taken_whole(spoken: tuple[str, Spoken], tmp_path: Path) -> None:
    language, speech = spoken
    file = written(tmp_path, speech.audio[: 6 * speech.rate_hz])
    reference = read_reference(file, "Hello.", language, "v2")
    assert (reference.recording.seconds, reference.text, reference.is_part) == (6, "Hello.", False)
    assert reference.warnings == ()


def test_what_is_clipped_or_noisy_is_told(spoken: tuple[str, Spoken], tmp_path: Path) -> None:
    language, speech = spoken
    audio = speech.audio[: 8 * speech.rate_hz]
    level = float(np.abs(audio).max())
    clipped = read_reference(written(tmp_path, np.clip(audio, -level / 5, level / 5)), "", language, "v2")
    assert any("cut off where it is loud" in warning for warning in clipped.warnings)
    noisy = read_reference(written(tmp_path, audio + noise(len(audio), -32.0)), "", language, "v2")
    assert any("noise is only" in warning for warning in noisy.warnings)


@pytest.mark.parametrize(
    ("seconds", "gain", "told"),
    [(2.1, 1.0, r"it lasts 2\.1 s; 3 to 10 s are needed"), (5.0, 0.0, "nothing is heard in it")],
)
def test_what_is_too_short_or_silent_is_refused(
    seconds: float, gain: float, told: str, tmp_path: Path
) -> None:
    tone = gain * 0.3 * np.sin(2 * np.pi * 200 * np.arange(round(seconds * 24_000)) / 24_000)
    with pytest.raises(InvalidRequestError, match=told):
        read_reference(written(tmp_path, tone), "", "en-US", "v2")


def test_a_text_that_cannot_be_spoken_is_refused(tmp_path: Path) -> None:
    tone = 0.3 * np.sin(2 * np.pi * 200 * np.arange(5 * 24_000) / 24_000)
    with pytest.raises(InvalidRequestError, match="text: has nothing that can be spoken"):
        read_reference(written(tmp_path, tone), "...", "en-US", "v2")
