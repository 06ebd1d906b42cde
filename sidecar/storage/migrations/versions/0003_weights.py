# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks that voices came with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the networks' version to revisions, and the table of the networks."""
    op.add_column("revisions", sa.Column("model_version", sa.String(16)))
    op.create_table(
        "weights",
        sa.Column("voice_id", sa.String(63), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("blob", sa.String(71), nullable=False),
        sa.PrimaryKeyConstraint("voice_id", "number", "kind", name="pk_weights"),
        sa.ForeignKeyConstraint(
            ["voice_id", "number"],
            ["revisions.voice_id", "revisions.number"],
            name="fk_weights_voice_id_number",
        ),
    )
    op.create_index("ix_weights_blob", "weights", ["blob"])
