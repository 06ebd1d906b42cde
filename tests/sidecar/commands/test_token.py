# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig token`: made, shown once, listed, revoked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sidecar.cli import app
from sidecar.errors import UnauthenticatedError
from sidecar.tokens import Tokens
from tests.sidecar.voices.making import registry_in

pytestmark = pytest.mark.unit


def token(data: Path, *arguments: str) -> Result:
    environment = {"VOXRIG_DATA_DIR": str(data), "COLUMNS": "200"}
    return CliRunner().invoke(app, ["token", *arguments], env=environment)


def test_one_lives(tmp_path: Path) -> None:
    made = token(tmp_path, "create", "Bob", "--days", "30")
    assert made.exit_code == 0
    secret = made.stdout.strip()
    tokens = Tokens(registry_in(tmp_path).database)
    assert tokens.principal_of(secret).name == "Bob"

    (listed,) = json.loads(token(tmp_path, "list", "--json").stdout)
    assert (listed["name"], listed["state"]) == ("Bob", "valid")
    assert listed["created"] < listed["expires"]
    assert listed["last_used"] == listed["created"]
    table = token(tmp_path, "list").stdout
    assert listed["id"] in table
    assert "Bob" in table
    assert secret not in table

    assert "Bob is revoked" in token(tmp_path, "revoke", listed["id"]).stdout
    with pytest.raises(UnauthenticatedError):
        tokens.principal_of(secret)
    assert "revoked" in token(tmp_path, "list").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["create", " "], 2, "NAME"),
        (["create", "Bob", "--days", "0"], 2, "--days"),
        (["revoke", "nothing"], 1, "nothing"),
    ],
)
def test_bad_input_is_told_in_one_line(tmp_path: Path, arguments: list[str], code: int, named: str) -> None:
    done = token(tmp_path, *arguments)
    assert done.exit_code == code
    assert named in done.stderr
    assert len(done.stderr.splitlines()) == 1
