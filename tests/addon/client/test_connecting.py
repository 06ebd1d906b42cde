# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions are compared when a real sidecar is met."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures

import grpc
import pytest

from addon.client import versions
from addon.client.session import Session, State
from addon.client.target import Connect, Launch
from addon.client.versions import VersionError

from ..conftest import wait_for

pytestmark = pytest.mark.grpc


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session()
    yield session
    session.stop()


def meet(session: Session, target: Launch | Connect) -> None:
    session.start(target)
    wait_for(lambda: session.tick() is None or session.state in (State.READY, State.FAILED), 180)


def test_one_of_another_version_is_refused_before_it_has_loaded(
    session: Session, sidecar_python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = versions.addon_version()
    monkeypatch.setattr(versions, "addon_version", lambda: "7.8.9")
    meet(session, Launch(sidecar_python))
    assert session.state is State.FAILED
    assert isinstance(session.failure, VersionError)
    assert theirs in session.reason
    assert "7.8.9" in session.reason
    assert not session.owns_process  # it was ended


def test_one_that_knows_nothing_of_versions_is_too_old(session: Session) -> None:
    server = grpc.server(futures.ThreadPoolExecutor(1))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        meet(session, Connect(f"127.0.0.1:{port}", ""))
    finally:
        server.stop(None)
    assert session.state is State.FAILED
    assert "too old" in session.reason
