# SPDX-License-Identifier: GPL-3.0-or-later
"""The database: migrated once however many open it, and writers that wait for each other."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from sidecar.errors import PreconditionError, UnavailableError
from sidecar.storage import database as module
from sidecar.storage.database import Database
from sidecar.storage.migrations import HEAD
from sidecar.storage.tables import Base, PrincipalRow
from sidecar.tokens import Tokens
from tests.sidecar.conftest import ROOT

pytestmark = pytest.mark.unit


NOW = datetime.now(UTC)


def sqlite(path: Path) -> Database:
    return Database(f"sqlite:///{path}")


def test_the_migrations_make_the_tables_of_the_program(database: Database) -> None:
    with database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_migration_is_known() -> None:
    config = Config()
    config.set_main_option("script_location", "sidecar.storage:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_many_may_open_a_new_one_at_once(database_url: str) -> None:
    """As when Blender starts several sidecars while the command line is used."""
    program = (
        "import sys; from sidecar.storage.database import Database; from sidecar.tokens import Tokens;"
        "sys.stdin.read(); Tokens(Database(sys.argv[1])).create(sys.argv[2])"
    )
    opening = [
        subprocess.Popen(
            [sys.executable, "-c", program, database_url, f"person {i}"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for i in range(4)
    ]
    for process in opening:
        assert process.stdin
        process.stdin.close()
    for process in opening:
        assert process.stderr
        with process.stderr:
            assert (process.wait(60), process.stderr.read()) == (0, b"")
    assert len(Tokens(Database(database_url)).all()) == 4


def test_one_made_by_a_newer_program_is_left_alone(database: Database, database_url: str) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for newly in (Database(database_url), database):  # one that opens it now, and one that has it open
        with pytest.raises(PreconditionError, match="newer Voxrig") as caught:
            Tokens(newly).create("Bob")
        assert caught.value.reason == "DATABASE_TOO_NEW"


def test_a_migration_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def half(connection) -> None:
        connection.execute(text("CREATE TABLE principals (id TEXT)"))
        raise KeyboardInterrupt

    with patch.object(module, "upgrade", half), pytest.raises(KeyboardInterrupt):
        Tokens(sqlite(tmp_path / "voxrig.db")).all()
    assert Tokens(sqlite(tmp_path / "voxrig.db")).all() == []


def test_writers_go_one_after_the_other(database: Database, database_url: str) -> None:
    """Each reads, waits, and writes what it has read and one more: none may be lost, none may fail."""
    with database.write() as session:
        session.add(PrincipalRow(id="count", name="0", created=NOW))
    others = [database, Database(database_url)]

    def count_up(mine: Database) -> None:
        for _ in range(10):
            with mine.write() as session:
                row = session.get_one(PrincipalRow, "count")
                row.name = str(int(row.name) + 1)

    threads = [threading.Thread(target=count_up, args=[others[i % 2]]) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.get_one(PrincipalRow, "count").name == "40"


def test_what_raises_is_rolled_back(database: Database) -> None:
    def write() -> None:
        with database.write() as session:
            session.add(PrincipalRow(id="x", name="x", created=NOW))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    with database.read() as session:
        assert session.scalars(select(PrincipalRow)).all() == []


def test_a_busy_one_is_told_as_such(tmp_path: Path) -> None:
    with patch.object(module, "_BUSY_SECONDS", 0.1):
        slow = sqlite(tmp_path / "voxrig.db")
        Tokens(slow).all()
        with sqlite3.connect(tmp_path / "voxrig.db", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(UnavailableError, match="locked") as caught:
                Tokens(slow).create("Bob")
            assert caught.value.retry_seconds
            other.execute("ROLLBACK")
        Tokens(slow).create("Bob")
        assert len(Tokens(slow).all()) == 1


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_it_is_this_users_alone(tmp_path: Path) -> None:
    Tokens(sqlite(tmp_path / "data" / "voxrig.db")).create("Bob")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    for path in (tmp_path / "data").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a database, but somebody's notes. " * 100)
    before = path.read_bytes()
    with pytest.raises(PreconditionError, match=r"notes\.txt cannot be used: file is not a database"):
        Tokens(sqlite(path)).all()
    assert path.read_bytes() == before
    with pytest.raises(PreconditionError, match="cannot be made"):
        Tokens(sqlite(path / "voxrig.db")).all()


@pytest.mark.parametrize(
    "url",
    [
        "voxrig.db",
        "nosuch://me:secret@host/x",
        "postgresql://me:secret@host:port/x",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_an_unusable_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(PreconditionError, match="VOXRIG_DATABASE_URL") as caught:
        Database(url)
    assert "secret" not in str(caught.value)


def test_a_server_that_is_gone_is_told_without_its_password() -> None:
    gone = Database("postgresql+psycopg://me:secret@127.0.0.1:1/voices?password=secret2")
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1:1/voices cannot be used now") as caught:
        Tokens(gone).all()
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
