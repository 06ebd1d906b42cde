# SPDX-License-Identifier: GPL-3.0-or-later
"""The networks of imported voices and the published ones beside them, loaded when needed and shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from models.gpt_sovits.bert import TextEncoder
from models.gpt_sovits.checkpoints import (
    CheckpointError,
    ModelPool,
    Placement,
    load_synthesizer,
    load_text_to_semantic,
    read_speaker_network,
)
from models.gpt_sovits.published import (
    CONTENT_ENCODER,
    SPEAKER_NETWORK,
    TEXT_ENCODER,
    part_folder,
    published_folder,
)
from models.gpt_sovits.speaker_vector import SpeakerNetwork
from models.gpt_sovits.ssl import ContentEncoder
from models.gpt_sovits.synthesizer import Synthesizer
from models.gpt_sovits.text_to_semantic import SemanticGenerator
from models.weights import WeightsError
from sidecar.errors import PreconditionError

T = TypeVar("T")

_SPEAKER_FILE = "pretrained_eres2netv2w24s4ep4.ckpt"


class Networks:
    """Lends networks. What is missing or damaged is told as a client may hear it. Any thread may call.

    Args:
        placement: Where they run.
        memory_bytes: Of all weights together.
        contents: Reads a stored network by its id.
    """

    def __init__(self, placement: Placement, memory_bytes: int, contents: Callable[[str], bytes]) -> None:
        self.placement = placement
        self._pool = ModelPool(memory_bytes)
        self._contents = contents

    def generator(self, name: str) -> AbstractContextManager[SemanticGenerator]:
        """Text to semantic tokens, by the id of the stored network."""

        def load() -> SemanticGenerator:
            return SemanticGenerator(load_text_to_semantic(self._contents(name), self.placement))

        return self._pool.borrow(name, _told(load))

    def synthesizer(self, name: str) -> AbstractContextManager[Synthesizer]:
        """Semantic tokens to sound, by the id of the stored network."""
        load = _told(lambda: load_synthesizer(self._contents(name), self.placement))
        return self._pool.borrow(name, load)

    def text_encoder(self, channels: int) -> AbstractContextManager[TextEncoder]:
        """RoBERTa, for Mandarin."""

        def load() -> TextEncoder:
            folder = part_folder(published_folder(), TEXT_ENCODER)
            return TextEncoder.load(folder, self.placement.device, self.placement.dtype, channels)

        return self._pool.borrow(TEXT_ENCODER, _told(load))

    def content_encoder(self, channels: int) -> AbstractContextManager[ContentEncoder]:
        """HuBERT, for prompts."""

        def load() -> ContentEncoder:
            folder = part_folder(published_folder(), CONTENT_ENCODER)
            return ContentEncoder.load(folder, self.placement.device, channels=channels)

        return self._pool.borrow(CONTENT_ENCODER, _told(load))

    @contextmanager
    def speaker_network(self, needed: bool) -> Iterator[SpeakerNetwork | None]:
        """The speaker network, if a version needs one."""

        def load() -> SpeakerNetwork:
            folder = part_folder(published_folder(), SPEAKER_NETWORK)
            try:
                return read_speaker_network(folder / _SPEAKER_FILE).to(self.placement.device)
            except CheckpointError as error:
                raise WeightsError(f"{error}; `voxrig doctor` says how to get it") from error

        if not needed:
            yield None
            return
        with self._pool.borrow(SPEAKER_NETWORK, _told(load)) as network:
            yield network


def _told(load: Callable[[], T]) -> Callable[[], T]:
    """The same, with what is wrong about files as errors that clients may hear."""

    def loaded() -> T:
        try:
            return load()
        except WeightsError as error:
            raise PreconditionError("WEIGHTS_MISSING", f"{error}") from error
        except CheckpointError as error:
            raise PreconditionError(
                "VOICE_DAMAGED", f"{error}; delete the voice and import it again"
            ) from error

    return loaded
