# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: N802, ARG002 (names and arguments are gRPC's)
"""VoiceService: which voices there are, blends of them, and samples."""

from __future__ import annotations

import asyncio
import base64
import binascii

import grpc

from protos.voxrig.v1 import audio_pb2, voice_pb2, voice_pb2_grpc
from sidecar.errors import InvalidRequestError, Violation
from sidecar.principals import current
from sidecar.services.reading import VOICES, read_encoding, resource_id
from sidecar.services.writing import audio_format, voice_message
from sidecar.voices.preview import preview_samples
from sidecar.voices.registry import SeenVoices, VoiceRegistry

_DEFAULT_PAGE, _MOST_PAGE = 100, 1_000


class VoiceService(voice_pb2_grpc.VoiceServiceServicer):
    """Serves at once, whether or not the engine is loaded."""

    def __init__(self, voices: VoiceRegistry) -> None:
        self._voices = voices

    async def ListVoices(
        self, request: voice_pb2.ListVoicesRequest, context: grpc.aio.ServicerContext
    ) -> voice_pb2.ListVoicesResponse:
        """Lists voices, page by page."""
        if request.page_size < 0:
            raise InvalidRequestError([Violation("page_size", f"{request.page_size} is below 0")])
        size = min(request.page_size or _DEFAULT_PAGE, _MOST_PAGE)
        start = _offset_of(request.page_token)
        voices = await asyncio.to_thread(self._seen.voices, request.language)
        end = start + size
        return voice_pb2.ListVoicesResponse(
            voices=[voice_message(voice) for voice in voices[start:end]],
            next_page_token=_token_of(end) if end < len(voices) else "",
        )

    async def GetVoice(
        self, request: voice_pb2.GetVoiceRequest, context: grpc.aio.ServicerContext
    ) -> voice_pb2.GetVoiceResponse:
        """Tells about one voice."""
        voice = await asyncio.to_thread(self._seen.get, resource_id(request.name, VOICES, "name"))
        return voice_pb2.GetVoiceResponse(voice=voice_message(voice))

    async def CreateBlend(
        self, request: voice_pb2.CreateBlendRequest, context: grpc.aio.ServicerContext
    ) -> voice_pb2.CreateBlendResponse:
        """Mixes voices and keeps the blend."""
        components = [(part.voice.removeprefix(VOICES), part.weight) for part in request.components]
        voice = await asyncio.to_thread(
            self._seen.create_blend, request.voice_id, components, request.display_name
        )
        return voice_pb2.CreateBlendResponse(voice=voice_message(voice))

    async def DeleteVoice(
        self, request: voice_pb2.DeleteVoiceRequest, context: grpc.aio.ServicerContext
    ) -> voice_pb2.DeleteVoiceResponse:
        """Removes a voice."""
        await asyncio.to_thread(self._seen.delete, resource_id(request.name, VOICES, "name"))
        return voice_pb2.DeleteVoiceResponse()

    async def GetVoicePreview(
        self, request: voice_pb2.GetVoicePreviewRequest, context: grpc.aio.ServicerContext
    ) -> voice_pb2.GetVoicePreviewResponse:
        """Gives a personal voice's sample."""
        encoding = read_encoding(request.encoding)
        voice_id = resource_id(request.name, VOICES, "name")
        flac, text = await asyncio.to_thread(self._seen.preview, voice_id)
        samples, rate_hz = await asyncio.to_thread(preview_samples, flac)
        audio = audio_pb2.Audio(format=audio_format(encoding, rate_hz), data=encoding.encode(samples))
        return voice_pb2.GetVoicePreviewResponse(audio=audio, text=text)

    @property
    def _seen(self) -> SeenVoices:
        return self._voices.seen_by(current())


def _token_of(offset: int) -> str:
    return base64.urlsafe_b64encode(str(offset).encode()).decode()


def _offset_of(token: str) -> int:
    if not token:
        return 0
    try:
        offset = int(base64.b64decode(token, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        offset = -1
    if offset < 0:
        raise InvalidRequestError([Violation("page_token", "is not a next_page_token of an earlier answer")])
    return offset
