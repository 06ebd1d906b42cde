# SPDX-License-Identifier: GPL-3.0-or-later
"""What is missing until the sidecar is ready: one thing at a time."""

from __future__ import annotations

import pytest

from addon.client.errors import SidecarError, WheelsError
from addon.client.launcher import LaunchError, NoPackageError, NoPythonError
from addon.client.missing import Missing, missing
from addon.client.session import Session, State
from addon.client.target import Connect, Launch, Target
from addon.client.versions import VersionError

pytestmark = pytest.mark.unit

HERE, AWAY = Connect("127.0.0.1:50051", ""), Connect("farm.example:50051", "")
OWN = Launch("/sidecar/0.1.0-1/bin/python")


def lack(
    target: Target,
    failure: SidecarError | LaunchError | None = None,
    *,
    failed_at: Target | None = None,
    is_own: bool = False,
    online: bool = True,
) -> Missing:
    session = Session()
    session.state, session.failure = (State.FAILED if failure else State.STOPPED), failure
    session.target = failed_at or target
    return missing(session, target, is_own=is_own, online=online)


@pytest.mark.parametrize("state", [State.STARTING, State.LOADING, State.READY])
def test_nothing_is_missing_while_it_is_there_or_on_its_way(state: State) -> None:
    session = Session()
    session.state = state
    assert missing(session, Launch(""), is_own=False, online=False) is Missing.NOTHING


def test_at_first_there_is_no_sidecar() -> None:
    assert lack(Launch("")) is Missing.SIDECAR
    assert lack(Launch("/gone/python"), NoPythonError("?")) is Missing.SIDECAR
    assert lack(Launch("/usr/bin/python"), NoPackageError("?")) is Missing.SIDECAR


def test_one_that_is_installed_is_started() -> None:
    assert lack(OWN, is_own=True) is Missing.START
    assert lack(HERE, online=False) is Missing.START
    assert lack(AWAY) is Missing.START


def test_only_the_add_ons_own_is_updated_from_here() -> None:
    wrong = VersionError("?", is_newer=False)
    assert lack(OWN, wrong, is_own=True) is Missing.UPDATE
    assert lack(Launch("/usr/bin/python"), wrong) is Missing.OTHER_VERSION
    assert lack(AWAY, wrong) is Missing.OTHER_VERSION


def test_another_computer_needs_an_address_and_leave_to_go_online() -> None:
    assert lack(Connect("farm", "")) is Missing.ADDRESS
    assert lack(AWAY, online=False) is Missing.ONLINE_ACCESS


def test_what_else_failed_is_told_apart() -> None:
    assert lack(HERE, WheelsError("?")) is Missing.WHEELS
    assert lack(HERE, SidecarError("?", "UNAVAILABLE")) is Missing.CAUSE
    assert lack(OWN, LaunchError("?"), is_own=True) is Missing.CAUSE


def test_what_failed_elsewhere_counts_no_more() -> None:
    wrong = VersionError("?", is_newer=False)
    assert lack(OWN, wrong, failed_at=AWAY, is_own=True) is Missing.START
