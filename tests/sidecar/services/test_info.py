# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sidecar tells of itself."""

from __future__ import annotations

import pytest

from protos.voxrig.v1 import info_pb2
from sidecar.version import version
from tests.sidecar.conftest import Running

pytestmark = pytest.mark.grpc


def test_a_client_can_compare_versions(sidecar: Running) -> None:
    info = sidecar.info.GetInfo(info_pb2.GetInfoRequest())
    assert info.version == version()
    assert "cpu" in info.engine or "cuda" in info.engine
    assert "zh-CN" in info.languages
