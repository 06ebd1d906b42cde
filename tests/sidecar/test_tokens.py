# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens: shown once, never kept, and worth nothing once revoked or expired."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sidecar.errors import InvalidRequestError, NotFoundError, UnauthenticatedError
from sidecar.principals import LOCAL
from sidecar.storage.database import Database
from sidecar.storage.tables import TokenRow
from sidecar.tokens import Tokens
from tests.sidecar.databases import database, database_url, postgres_url

__all__ = ["database", "database_url", "postgres_url"]

pytestmark = pytest.mark.unit


@pytest.fixture
def tokens(database: Database) -> Tokens:
    return Tokens(database)


def change(tokens: Tokens, token_id: str, **fields: datetime) -> None:
    with tokens._database.write() as session:
        for name, moment in fields.items():
            setattr(session.get_one(TokenRow, token_id), name, moment)


def test_one_stands_for_whom_it_was_made(tokens: Tokens) -> None:
    token, info = tokens.create(" Bob ")
    assert token.startswith("vxr_")
    assert len(token) >= 4 + 43  # 256 bits
    assert info.principal.name == "Bob"
    assert tokens.principal_of(token) == info.principal != LOCAL


def test_it_is_kept_nowhere(tmp_path: Path) -> None:
    token, _ = Tokens(Database(f"sqlite:///{tmp_path / 'voxrig.db'}")).create("Bob")
    for path in tmp_path.iterdir():
        assert token.removeprefix("vxr_").encode() not in path.read_bytes()


def test_another_one_for_the_same_name_reaches_the_same_voices(tokens: Tokens) -> None:
    (first, old), (second, new) = tokens.create("Bob"), tokens.create("Bob")
    assert first != second
    assert tokens.principal_of(first) == tokens.principal_of(second)
    assert tokens.principal_of(tokens.create("Eve")[0]) != old.principal
    tokens.revoke(old.id)
    assert tokens.principal_of(second) == new.principal


def test_a_revoked_one_says_so_and_stays_revoked(tokens: Tokens) -> None:
    token, info = tokens.create("Bob")
    revoked = tokens.revoke(info.id).revoked
    assert tokens.revoke(info.id).revoked == revoked
    with pytest.raises(UnauthenticatedError) as caught:
        tokens.principal_of(token)
    assert caught.value.reason == "TOKEN_REVOKED"
    with pytest.raises(NotFoundError):
        tokens.revoke("nothing")


def test_it_ends_on_its_day(tokens: Tokens) -> None:
    token, info = tokens.create("Bob", days=3)
    assert info.expires == info.created + timedelta(days=3)
    assert tokens.principal_of(token)
    change(tokens, info.id, expires=datetime.now(UTC) - timedelta(seconds=1))
    with pytest.raises(UnauthenticatedError) as caught:
        tokens.principal_of(token)
    assert caught.value.reason == "TOKEN_EXPIRED"
    assert [known.state for known in tokens.all()] == ["expired"]


def test_the_day_of_its_last_use_is_noted(tokens: Tokens) -> None:
    token, info = tokens.create("Bob")
    assert info.last_used is None
    tokens.principal_of(token)
    (used,) = (known.last_used for known in tokens.all())
    assert used is not None
    tokens.principal_of(token)
    assert tokens.all()[0].last_used == used  # once a day is enough, and spares a write
    change(tokens, info.id, last_used=used - timedelta(days=2))
    tokens.principal_of(token)
    later = tokens.all()[0].last_used
    assert later is not None
    assert later >= used


@pytest.mark.parametrize("shown", ["", "vxr_", "vxr_" + "A" * 43, "ü", "\0", "' OR 1=1 --"])
def test_what_was_never_made_is_refused(tokens: Tokens, shown: str) -> None:
    tokens.create("Bob")
    with pytest.raises(UnauthenticatedError) as caught:
        tokens.principal_of(shown)
    assert caught.value.reason == "TOKEN_REQUIRED"


@pytest.mark.parametrize(
    ("field", "name", "days"),
    [
        ("name", " ", None),
        ("name", "a" * 101, None),
        ("name", "a\nb", None),
        ("name", LOCAL.name, None),
        ("days", "Bob", 0),
        ("days", "Bob", 100_000),
    ],
)
def test_what_is_wrong_is_named(tokens: Tokens, field: str, name: str, days: int | None) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        tokens.create(name, days)
    assert [violation.field for violation in caught.value.violations] == [field]
    assert tokens.all() == []
