# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases of each kind."""

from tests.sidecar.databases import database, database_url, postgres_url

__all__ = ["database", "database_url", "postgres_url"]
