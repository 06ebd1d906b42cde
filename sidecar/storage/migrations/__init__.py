# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings a database's tables up to date, one migration after the other (Alembic)."""

from __future__ import annotations

from sqlalchemy import Connection

from sidecar.errors import PreconditionError

HEAD = "0003"
"""The newest migration in `versions`; a test compares."""


def upgrade(connection: Connection) -> None:
    """Applies what is missing, inside the connection's transaction.

    Raises:
        PreconditionError: The database was made by a newer Voxrig.
    """
    from alembic import command  # a third of a second, and hardly ever needed
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "sidecar.storage:migrations")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise too_new(error) from error


def too_new(found: object) -> PreconditionError:
    """What is said of a database that this program does not understand."""
    return PreconditionError(
        "DATABASE_TOO_NEW", f"the database was made by a newer Voxrig ({found}); update this one"
    )
