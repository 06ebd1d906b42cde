# SPDX-License-Identifier: GPL-3.0-or-later
"""What a recording becomes when it is a voice: a prompt to speak on from, a timbre, and its networks' names.

All that is taken from the recording is taken once. A voice then speaks without HuBERT, without the speaker
network and without the recording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from models.gpt_sovits.features import (
    prompt_waveform,
    reference_waveform,
    speaker_waveform,
    spectrogram,
)
from models.gpt_sovits.speaker_vector import SpeakerNetwork, speaker_vector
from models.gpt_sovits.ssl import ContentEncoder
from models.gpt_sovits.synthesizer import Reference, Synthesizer, Version
from models.tensor_file import metadata_of

FORMAT = "voxrig.gpt-sovits.voice"
GAIN_LIMIT_DB = 40.0
_VERSION = 1
_MOST_PHONES = 2_000
_Blob = Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")]


class Description(BaseModel):
    """The JSON in a voice's header.

    Attributes:
        gpt: Id of the stored text-to-semantic network.
        sovits: Id of the stored synthesizer.
        version: Of the synthesizer.
        text: What is said in the recording.
        language: BCP-47 tag of the recording's.
        phones: Of the text, by name.
        gain_db: What makes the voice as loud as others.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format_version: int = Field(default=_VERSION, ge=_VERSION, le=_VERSION)
    gpt: _Blob
    sovits: _Blob
    version: Version
    text: Annotated[str, Field(max_length=10_000)]
    language: Annotated[str, Field(max_length=35)]
    phones: Annotated[tuple[str, ...], Field(max_length=_MOST_PHONES)]
    gain_db: Annotated[float, Field(ge=-GAIN_LIMIT_DB, le=GAIN_LIMIT_DB)] = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """What the networks take from a recording.

    Attributes:
        codes: Semantic tokens of the prompt, int64 [tokens].
        timbre: float32 [1, condition, 1].
    """

    codes: Tensor
    timbre: Tensor

    @classmethod
    @torch.inference_mode()
    def of(
        cls,
        samples: np.ndarray,
        sample_rate_hz: int,
        content: ContentEncoder,
        synthesizer: Synthesizer,
        speaker: SpeakerNetwork | None,
        others: Sequence[tuple[np.ndarray, int]] = (),
    ) -> Traits:
        """Listens to a recording, and to others for the timbre, which is the mean of all.

        Args:
            samples: float32 [n] or [n, channels], 3 to 10 s.
            sample_rate_hz: Of the samples.
            content: HuBERT.
            synthesizer: The voice's, ready for inference.
            speaker: The speaker network, for versions that need one.
            others: More samples of the voice with their rates, of any length.

        Raises:
            ValueError: The recording is too short or too long, or the speaker network is missing.
        """
        features = content(prompt_waveform(samples, sample_rate_hz))
        codes = synthesizer.extract_codes(features)[0].cpu()
        device = synthesizer.ssl_proj.weight.device
        references: list[Reference] = []
        for sound in ((samples, sample_rate_hz), *others):
            waveform = reference_waveform(*sound)
            vector = speaker_vector(speaker, speaker_waveform(waveform)) if speaker else None
            references.append(Reference(spectrogram(waveform).to(device), vector))
        return cls(codes, synthesizer.timbre(references).float().cpu())


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceVoice:
    """A voice as it is kept.

    Attributes:
        description: Everything that is no tensor.
        traits: Of the recording.
        bert: Features of the prompt's phones [1024, phones], float16; None for zeros, as in every language
            but Chinese.
    """

    description: Description
    traits: Traits
    bert: Tensor | None = None

    def louder(self, gain_db: float) -> ReferenceVoice:
        """The voice with a gain of its own."""
        return replace(self, description=self.description.model_copy(update={"gain_db": gain_db}))

    def to_bytes(self) -> bytes:
        """The voice as a safetensors file with JSON in its header; the same voice gives the same bytes."""
        tensors = {"codes": self.traits.codes.to(torch.int64), "timbre": self.traits.timbre.float()}
        if self.bert is not None:
            tensors["bert"] = self.bert.half()
        contiguous = {name: tensor.cpu().contiguous() for name, tensor in tensors.items()}
        return save(contiguous, {FORMAT: self.description.model_dump_json()})  # one entry: several shuffle

    @classmethod
    def from_bytes(cls, content: bytes) -> ReferenceVoice:
        """Reads what `to_bytes` wrote; nothing in it is executed.

        Raises:
            ValueError: It is no such file, or something in it does not fit.
        """
        try:
            description = Description.model_validate_json(metadata_of(content)[FORMAT])
            tensors = load(content)
            codes, timbre, bert = tensors["codes"], tensors["timbre"], tensors.get("bert")
        except (SafetensorError, ValidationError, KeyError, ValueError) as error:
            raise ValueError(f"voice: no whole voice of GPT-SoVITS ({error})") from error
        if codes.dtype != torch.int64 or codes.ndim != 1:
            raise ValueError("voice: its prompt is no list of tokens")
        if timbre.dtype != torch.float32 or timbre.ndim != 3 or not timbre.isfinite().all():
            raise ValueError("voice: its timbre is no vector")
        if bert is not None and (bert.ndim != 2 or bert.shape[1] != len(description.phones)):
            raise ValueError("voice: its text features are not those of its phones")
        return cls(description, Traits(codes, timbre), bert)
