# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's door. What it stands before, torch and the networks, comes in when it is first needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from typing import TYPE_CHECKING

from models.gpt_sovits import SAMPLE_RATE_HZ
from models.gpt_sovits.g2pw import mandarin_polyphones_revision
from models.kokoro import Device, chosen_device, device_name
from models.weights import WeightsError
from sidecar.engines.base import EngineSpeech, Plan, VoiceInfo, VoiceMix
from sidecar.errors import PreconditionError
from sidecar.storage.blobs import blob_id
from sidecar.synthesis.frontend import Token
from sidecar.synthesis.frontend.gpt_sovits import PhoneSentence, to_phones
from sidecar.synthesis.frontend.gpt_sovits.passes import plan_passes
from sidecar.synthesis.frontend.gpt_sovits.sounds import symbols_in
from sidecar.synthesis.options import GptSovitsOptions

if TYPE_CHECKING:
    from models.gpt_sovits.voice import ReferenceVoice
    from sidecar.engines.gpt_sovits.speaking import Speaking
    from sidecar.synthesis.request import SpeechRequest

REVISION = 1
"""Rises when voices begin to sound otherwise, or their times to differ."""
_KEPT = 64
"""Contents that are stored nowhere and are remembered: a pack has a voice for each of its emotions."""


@dataclass(frozen=True, slots=True)
class PhonePass:
    """What is spoken in one go.

    Attributes:
        sentence: Its phones.
        options: How it is drawn.
    """

    sentence: PhoneSentence
    options: GptSovitsOptions

    @property
    def tokens(self) -> tuple[Token, ...]:
        """See `Pass.tokens`."""
        phones = self.sentence.phones
        return tuple(
            Token(symbol, phone.word_index)
            for phone, symbols in zip(phones, symbols_in(phones), strict=True)
            for symbol in symbols
        )


class GptSovitsEngine:
    """Speaks with imported voices of v1, v2, v2Pro and v2ProPlus."""

    name = "gpt-sovits"
    sample_rate_hz = SAMPLE_RATE_HZ

    def __init__(
        self, device: Device, threads: int, memory_bytes: int, artefacts: Callable[[str], bytes]
    ) -> None:
        """Cheap: everything else waits until a voice speaks.

        Args:
            device: "auto", "cpu" or "cuda".
            threads: CPU threads for one pass; 0 takes one per core.
            memory_bytes: Of all networks' weights together, beyond which the longest unused leave.
            artefacts: Reads voices and networks by their ids, "sha256:…".
        """
        self._device: Device = device
        self._threads = threads
        self._memory_bytes = memory_bytes
        self._artefacts = artefacts
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    @property
    def runtime_name(self) -> str:
        """Runtime, device and precision, or "not loaded"."""
        return self.speaking.runtime_name if "speaking" in self.__dict__ else "not loaded"

    @property
    def revision(self) -> str:
        """Our own arithmetic, torch's and the device's; a voice's id tells its weights."""
        torch, polyphones = metadata.version("torch"), mandarin_polyphones_revision()
        return f"{REVISION} torch {torch} {device_name(self._device)} {polyphones}"

    @property
    def prefers_like_lengths(self) -> bool:
        """On CUDA, whose graphs are captured anew for each length."""
        return chosen_device(self._device) == "cuda"

    @cached_property
    def speaking(self) -> Speaking:
        """The part that knows torch; imports it."""
        from sidecar.engines.gpt_sovits.speaking import Speaking

        return Speaking(self._device, self._threads, self._memory_bytes, self._content)

    def load(self) -> None:
        """Imports torch; networks are loaded with the voices that need them. See `SpeechEngine.load`."""
        _ = self.speaking

    def voices(self) -> tuple[VoiceInfo, ...]:
        """None: all voices are imported."""
        return ()

    def keep(self, content: bytes) -> str:
        """Takes in a voice or a network that is stored nowhere; see `SpeechEngine.keep`."""
        name = blob_id(content)
        self._kept[name] = content
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return name

    def plan(self, request: SpeechRequest) -> Plan[PhonePass]:
        """Reads a line in the phones of the voice's version; see `SpeechEngine.plan`."""
        inventory = self._voice(request.voice).description.version.inventory
        options = request.options or GptSovitsOptions()
        try:
            utterance = to_phones(request.text, request.language, inventory, request.lexicon)
        except WeightsError as error:
            raise PreconditionError("WEIGHTS_MISSING", f"{error}") from error
        groups = plan_passes(utterance, options.text_split)
        return Plan(
            utterance.words, tuple(tuple(PhonePass(one, options) for one in group) for group in groups)
        )

    def speak(self, one: PhonePass, voice: VoiceMix, speed: float, seed: int) -> EngineSpeech:
        """Speaks one pass; see `SpeechEngine.speak`."""
        return self._loaded.speak(self._voice(voice), one.sentence, one.options, speed, seed)

    def pieces(self, one: PhonePass, voice: VoiceMix, speed: float, seed: int) -> Iterator[EngineSpeech]:
        """Speaks one pass, word by word where that is asked for; see `SpeechEngine.pieces`."""
        if one.options.live:
            yield from self._loaded.pieces(self._voice(voice), one.sentence, one.options, speed, seed)
        else:
            yield self.speak(one, voice, speed, seed)

    @property
    def _loaded(self) -> Speaking:
        if "speaking" not in self.__dict__:
            raise RuntimeError("the GPT-SoVITS engine is not loaded; call load() first")
        return self.speaking

    def _voice(self, mix: VoiceMix) -> ReferenceVoice:
        from models.gpt_sovits.voice import ReferenceVoice

        ((name, _),) = mix  # these voices cannot be mixed
        try:
            return ReferenceVoice.from_bytes(self._content(name))
        except ValueError as error:
            raise PreconditionError(
                "VOICE_DAMAGED", f"{error}; delete the voice and import it again"
            ) from error

    def _content(self, name: str) -> bytes:
        kept = self._kept.get(name)
        return self._artefacts(name) if kept is None else kept
