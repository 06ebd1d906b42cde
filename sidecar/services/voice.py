# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: N802, ARG002 (names and arguments are gRPC's)
"""VoiceService: which voices there are, and blends of them."""

from __future__ import annotations

import base64
import binascii

import grpc

from protos.voxrig.v1 import voice_pb2, voice_pb2_grpc
from sidecar.errors import InvalidRequestError, Violation
from sidecar.services.reading import VOICES, resource_id
from sidecar.services.writing import voice_message
from sidecar.voices.registry import VoiceRegistry

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
        voices = self._voices.voices(request.language)
        end = start + size
        return voice_pb2.ListVoicesResponse(
            voices=[voice_message(voice) for voice in voices[start:end]],
            next_page_token=_token_of(end) if end < len(voices) else "",
        )

    async def GetVoice(
        self, request: voice_pb2.GetVoiceRequest, context: grpc.aio.ServicerContext
    ) -> voice_pb2.GetVoiceResponse:
        """Tells about one voice."""
        voice = self._voices.get(resource_id(request.name, VOICES, "name"))
        return voice_pb2.GetVoiceResponse(voice=voice_message(voice))

    async def CreateBlend(
        self, request: voice_pb2.CreateBlendRequest, context: grpc.aio.ServicerContext
    ) -> voice_pb2.CreateBlendResponse:
        """Mixes voices and keeps the blend."""
        components = [(part.voice.removeprefix(VOICES), part.weight) for part in request.components]
        voice = self._voices.create_blend(request.voice_id, components, request.display_name)
        return voice_pb2.CreateBlendResponse(voice=voice_message(voice))

    async def DeleteVoice(
        self, request: voice_pb2.DeleteVoiceRequest, context: grpc.aio.ServicerContext
    ) -> voice_pb2.DeleteVoiceResponse:
        """Removes a blend."""
        self._voices.delete(resource_id(request.name, VOICES, "name"))
        return voice_pb2.DeleteVoiceResponse()


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
