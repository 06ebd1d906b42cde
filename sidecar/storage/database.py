# SPDX-License-Identifier: GPL-3.0-or-later
"""The database: opened, brought up to date, read and written in transactions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, column, create_engine, event, func, inspect, select, table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from sidecar.errors import PreconditionError, UnavailableError
from sidecar.storage.migrations import HEAD, too_new, upgrade

_BUSY_SECONDS = 30
_RETRY_SECONDS = 5.0
_MIGRATORS = 0x766F7872  # PostgreSQL's advisory lock for when there is no row to lock yet: "voxr"
_VERSION = select(column("version_num")).select_from(table("alembic_version"))


class Database:
    """One database; connects when first used. Calls may come from any thread.

    Writers go one after the other, in all processes together: SQLite's own rule, and elsewhere each locks the
    one row that tells the tables' version. So what a writer finds is true until it commits, and blobs that no
    voice needs are safe to remove while writing.
    """

    def __init__(self, url: str | URL) -> None:
        """Takes an SQLAlchemy URL.

        Raises:
            PreconditionError: The URL cannot be read, or its driver is not installed. The URL itself, which
                may hold a password, is in no error.
        """
        try:
            self._url = make_url(url)
            if self._is_sqlite and self._url.database in (None, "", ":memory:"):
                raise ArgumentError("SQLite needs a file: sqlite:////folder/voxrig.db")
            self._engine = _engine(self._url)
        except ValueError as error:  # its text may hold a part of the password
            raise _unusable("VOXRIG_DATABASE_URL is no URL; is its password %-escaped?") from error
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise _unusable(f"VOXRIG_DATABASE_URL is unusable: {error}") from error
        self._opening = threading.Lock()
        self._is_open = False

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads.

        Raises:
            PreconditionError: The database is unusable, or was made by a newer Voxrig.
            UnavailableError: It cannot be reached, or is busy for too long.
        """
        with self._session(writes=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed at the end, or rolled back if anything is raised.

        Raises:
            PreconditionError: The database is unusable, or was made by a newer Voxrig.
            UnavailableError: It cannot be reached, or is busy for too long.
        """
        with self._session(writes=True) as session:
            yield session

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        with self._errors_told():
            self._open()
            with Session(self._connecting(writes=writes), expire_on_commit=False) as session, session.begin():
                if writes and (found := session.scalar(_VERSION.with_for_update())) != HEAD:
                    raise too_new(found)  # brought up to date by another process since this one has opened it
                yield session

    @contextmanager
    def _errors_told(self) -> Iterator[None]:
        shown = self._url.set(query={}).render_as_string(hide_password=True)
        try:
            yield
        except (OperationalError, PoolTimeoutError) as error:
            reason = error.orig if isinstance(error, OperationalError) else "too many calls at once"
            raise UnavailableError(
                "DATABASE_UNAVAILABLE",
                f"the database {shown} cannot be used now: {_in_one_line(reason)}",
                retry_seconds=_RETRY_SECONDS,
            ) from error
        except DBAPIError as error:
            raise _unusable(f"the database {shown} cannot be used: {_in_one_line(error.orig)}") from error

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    def _connecting(self, *, writes: bool) -> Engine:
        return self._engine.execution_options(voxrig_writes=writes)

    def _open(self) -> None:
        """Brings the tables up to date, once per process."""
        with self._opening:
            if self._is_open:
                return
            if self._is_sqlite:
                _make_private(Path(str(self._url.database)))
            with self._connecting(writes=False).connect() as connection:
                found = _version_in(connection)
            if found != HEAD:
                with self._connecting(writes=True).begin() as connection:
                    if connection.dialect.name == "postgresql":
                        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATORS)))
                    upgrade(connection)
            self._is_open = True


def _engine(url: URL) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Takes transactions out of the driver's hands: it begins them too late for what is read before."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={_BUSY_SECONDS * 1000}", "journal_mode=WAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once, so that two of them wait for each other and never collide."""
    writes = connection.get_execution_options().get("voxrig_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version_in(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(_VERSION)


def _make_private(path: Path) -> None:
    """Makes the file and its folder for this user alone: the database tells whose voices are kept.

    Raises:
        PreconditionError: It cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    except OSError as error:
        raise _unusable(f"the database {path} cannot be made: {error.strerror}") from error


def _unusable(message: str) -> PreconditionError:
    return PreconditionError("DATABASE_UNUSABLE", message)


def _in_one_line(reason: object) -> str:
    return " ".join(str(reason).split())
