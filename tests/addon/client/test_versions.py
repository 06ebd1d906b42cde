# SPDX-License-Identifier: GPL-3.0-or-later
"""Add-on and sidecar work together if the first two numbers of their versions agree."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from addon.client import versions
from addon.client.errors import SidecarError
from addon.client.versions import SidecarInfo, VersionError, addon_version, agree, check_version

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[3]


class Sidecar:
    def __init__(self, answer: str | SidecarError) -> None:
        self.answer = answer

    def info(self) -> SidecarInfo:
        if isinstance(self.answer, SidecarError):
            raise self.answer
        return SidecarInfo(self.answer)


@pytest.fixture(autouse=True)
def ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "addon_version", lambda: "1.9.3")


def test_the_add_on_has_the_sidecars_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert addon_version() == project["project"]["version"]


@pytest.mark.parametrize("theirs", ["1.9.3", "1.9.0", "1.9", "1.9.4rc1"])
def test_a_third_number_does_not_matter(theirs: str) -> None:
    assert agree("1.9.3", theirs)
    check_version(Sidecar(theirs))


@pytest.mark.parametrize(
    ("theirs", "older"), [("1.8.3", "sidecar"), ("1.10.0", "add-on"), ("2.0.0", "add-on"), ("0.9", "sidecar")]
)
def test_others_are_refused_with_both_versions_and_which_to_update(theirs: str, older: str) -> None:
    with pytest.raises(VersionError, match=f"update the {older}") as refused:
        check_version(Sidecar(theirs))
    assert theirs in str(refused.value)
    assert "1.9.3" in str(refused.value)
    assert refused.value.is_newer == (older == "add-on")
    assert not refused.value.retryable


def test_a_sidecar_that_cannot_tell_is_too_old() -> None:
    with pytest.raises(VersionError, match=r"too old.*1\.9\.3.*update the sidecar"):
        check_version(Sidecar(SidecarError("?", "UNIMPLEMENTED")))


def test_one_that_cannot_be_reached_is_not_judged() -> None:
    with pytest.raises(SidecarError) as refused:
        check_version(Sidecar(SidecarError("?", "UNAVAILABLE")))
    assert not isinstance(refused.value, VersionError)
