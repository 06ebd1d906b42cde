# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: N802, ARG002 (names and arguments are gRPC's)
"""InfoService: what the sidecar is."""

from __future__ import annotations

import grpc

from protos.voxrig.v1 import info_pb2, info_pb2_grpc
from sidecar.synthesis.frontend import languages
from sidecar.synthesis.pipeline import Pipeline
from sidecar.version import version


class InfoService(info_pb2_grpc.InfoServiceServicer):
    """Answers at any time."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    async def GetInfo(
        self, request: info_pb2.GetInfoRequest, context: grpc.aio.ServicerContext
    ) -> info_pb2.GetInfoResponse:
        """Tells version and engine."""
        return info_pb2.GetInfoResponse(
            version=version(), engine=self._pipeline.engines.main.runtime_name, languages=languages()
        )
