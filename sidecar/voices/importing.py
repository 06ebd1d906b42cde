# SPDX-License-Identifier: GPL-3.0-or-later
"""A voice from files made elsewhere: two networks of GPT-SoVITS and a recording to speak on from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from models.gpt_sovits.checkpoints import CheckpointError, Kind, check_pair, pack, read_gpt, read_sovits
from models.gpt_sovits.phones import InventoryVersion
from models.gpt_sovits.version import Version
from models.gpt_sovits.voice import GAIN_LIMIT_DB, Description, ReferenceVoice, Traits
from sidecar.engines import GptSovitsEngine
from sidecar.errors import InvalidRequestError, Violation
from sidecar.storage.blobs import blob_id
from sidecar.synthesis.frontend import TextError
from sidecar.synthesis.frontend.gpt_sovits import PhoneSentence, phone_languages, to_phones
from sidecar.synthesis.request import SpeechRequest
from sidecar.voices.loudness import gain_to_middle_db
from sidecar.voices.made import MadeVoice
from sidecar.voices.recording import Recording
from sidecar.voices.voice import NEUTRAL

_PREVIEWS = {
    "ko-KR": "안녕하세요. 이 이야기를 들려 드리려고 먼 길을 왔습니다.",
    "yue-HK": "晚安。我行咗好遠嘅路，嚟同你講呢個故事。",
}
"""For languages that no stock voice speaks; the others are in `previews.json`."""


@dataclass(frozen=True, slots=True)
class ImportedNetworks:
    """The networks of a voice, read from official files.

    Attributes:
        version: Of the synthesizer.
        gpt: The text-to-semantic network as it is stored.
        sovits: The synthesizer as it is stored.
    """

    version: Version
    gpt: bytes
    sovits: bytes

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP-47 tags of what they speak."""
        return phone_languages(self.version.inventory)


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceClip:
    """A recording that a delivery is taken from.

    Attributes:
        delivery: Its name.
        recording: 3 to 10 s of the voice.
        text: What is said in it; empty if that is not known, which makes the voice less like it.
        language: BCP-47 tag.
        others: More recordings of the voice; the timbre is the mean of all.
    """

    delivery: str
    recording: Recording
    text: str
    language: str
    others: tuple[Recording, ...] = ()


def read_networks(gpt: Path, sovits: Path) -> ImportedNetworks:
    """Reads both files of a voice; nothing in them is executed.

    Raises:
        InvalidRequestError: Field "gpt" or "sovits", and what is wrong with the file.
    """
    violations: list[Violation] = []
    read = []
    for field, path, reader in (("gpt", gpt, read_gpt), ("sovits", sovits, read_sovits)):
        try:
            read.append(reader(path))
        except CheckpointError as error:
            violations.append(Violation(field, f"{error}"))
    if violations:
        raise InvalidRequestError(violations)
    semantic, synthesizer = read
    try:
        check_pair(semantic.version, synthesizer.version)
    except CheckpointError as error:
        raise InvalidRequestError([Violation("gpt", f"{error}")]) from error
    return ImportedNetworks(synthesizer.version, pack(semantic), pack(synthesizer))


def make_imported_voice(
    engine: GptSovitsEngine, networks: ImportedNetworks, clips: Sequence[ReferenceClip]
) -> MadeVoice:
    """Makes a voice, lets it speak, and sets its level by what is heard.

    Args:
        engine: Need not be loaded.
        networks: The voice's own.
        clips: One for each delivery; neutral is among them, and its language is the voice's.

    Raises:
        InvalidRequestError: A recording is too short or too long, or its text cannot be spoken.
        PreconditionError: A published network is missing or damaged; the message says how to get it.
    """
    engine.load()
    for content in (networks.gpt, networks.sovits):
        engine.keep(content)
    voices = {clip.delivery: _voice(engine, networks, clip) for clip in clips}
    neutral = next(clip for clip in clips if clip.delivery == NEUTRAL)
    text = _preview_text(neutral.language)
    spoken = _speak(engine, voices[NEUTRAL], text, neutral.language)
    gain_db = gain_to_middle_db(spoken, engine.sample_rate_hz, GAIN_LIMIT_DB)
    return MadeVoice(
        engine=engine.name,
        artefacts={delivery: voice.louder(gain_db).to_bytes() for delivery, voice in voices.items()},
        preview=Recording(spoken * np.float32(10 ** (gain_db / 20)), engine.sample_rate_hz),
        preview_text=text,
        weights={Kind.GPT.value: networks.gpt, Kind.SOVITS.value: networks.sovits},
        model_version=networks.version.value,
    )


def _voice(engine: GptSovitsEngine, networks: ImportedNetworks, clip: ReferenceClip) -> ReferenceVoice:
    sentences = _sentences(clip, networks.version.inventory) if clip.text else ()
    sovits = blob_id(networks.sovits)
    recording = clip.recording
    others = [(other.samples, other.sample_rate_hz) for other in clip.others]
    traits = engine.speaking.listen(sovits, recording.samples, recording.sample_rate_hz, others)
    description = Description(
        gpt=blob_id(networks.gpt),
        sovits=sovits,
        version=networks.version,
        text=clip.text,
        language=clip.language,
        phones=tuple(phone.symbol for sentence in sentences for phone in sentence.phones),
    )
    if not sentences:  # the networks would take what is heard for what is to be said
        traits = Traits(traits.codes[:0], traits.timbre)
    return ReferenceVoice(description, traits, engine.speaking.text_features(sentences))


def _sentences(clip: ReferenceClip, inventory: InventoryVersion) -> tuple[PhoneSentence, ...]:
    try:
        return to_phones(clip.text, clip.language, inventory).sentences
    except TextError as error:
        field = "text" if error.field == "text" else "language"
        raise InvalidRequestError([Violation(field, error.message)]) from error


def _speak(engine: GptSovitsEngine, voice: ReferenceVoice, text: str, language: str) -> np.ndarray:
    mix = ((engine.keep(voice.to_bytes()), 1.0),)
    plan = engine.plan(SpeechRequest(text, language, mix, engine=engine.name))
    passes = [one for group in plan.groups for one in group]
    return np.concatenate([engine.speak(one, mix, 1.0, seed=0).audio for one in passes])


def _preview_text(language: str) -> str:
    if language in _PREVIEWS:
        return _PREVIEWS[language]
    previews = json.loads((resources.files("sidecar.voices") / "previews.json").read_text("utf-8"))
    return previews[language]["text"]
