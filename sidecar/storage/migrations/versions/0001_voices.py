# SPDX-License-Identifier: GPL-3.0-or-later
"""Principals, tokens, voices, and blobs to remove."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the first tables."""
    op.create_table(
        "principals",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_principals"),
        sa.UniqueConstraint("name", name="uq_principals_name"),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("principal_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.Column("expires", _TIME),
        sa.Column("last_used", _TIME),
        sa.Column("revoked", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.ForeignKeyConstraint(["principal_id"], ["principals.id"], name="fk_tokens_principal_id"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_index("ix_tokens_principal_id", "tokens", ["principal_id"])
    op.create_table(
        "voices",
        sa.Column("id", sa.String(63), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("display_name", sa.String(100), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_voices"),
        sa.ForeignKeyConstraint(["owner"], ["principals.id"], name="fk_voices_owner"),
    )
    op.create_index("ix_voices_owner", "voices", ["owner"])
    op.create_table(
        "revisions",
        sa.Column("voice_id", sa.String(63), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.Column("gender", sa.String(16)),
        sa.Column("speaker", sa.String(200)),
        sa.Column("ground", sa.String(16)),
        sa.Column("ground_details", sa.String(1_000)),
        sa.Column("attested_by", sa.String(64)),
        sa.Column("similarity", sa.Double()),
        sa.Column("nearest_stock", sa.String(63)),
        sa.Column("nearest_stock_similarity", sa.Double()),
        sa.Column("preview_blob", sa.String(71)),
        sa.Column("preview_text", sa.Text()),
        sa.PrimaryKeyConstraint("voice_id", "number", name="pk_revisions"),
        sa.ForeignKeyConstraint(["voice_id"], ["voices.id"], name="fk_revisions_voice_id"),
        sa.ForeignKeyConstraint(["attested_by"], ["principals.id"], name="fk_revisions_attested_by"),
    )
    op.create_index("ix_revisions_preview_blob", "revisions", ["preview_blob"])
    op.create_table(
        "artefacts",
        sa.Column("voice_id", sa.String(63), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(32), nullable=False),
        sa.Column("delivery", sa.String(64), nullable=False),
        sa.Column("blob", sa.String(71), nullable=False),
        sa.PrimaryKeyConstraint("voice_id", "number", "engine", "delivery", name="pk_artefacts"),
        sa.ForeignKeyConstraint(
            ["voice_id", "number"],
            ["revisions.voice_id", "revisions.number"],
            name="fk_artefacts_voice_id_number",
        ),
    )
    op.create_index("ix_artefacts_blob", "artefacts", ["blob"])
    op.create_table(
        "components",
        sa.Column("voice_id", sa.String(63), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("component", sa.String(63), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("voice_id", "position", name="pk_components"),
        sa.ForeignKeyConstraint(["voice_id"], ["voices.id"], name="fk_components_voice_id"),
    )
    op.create_table(
        "loose_blobs",
        sa.Column("blob", sa.String(71), nullable=False),
        sa.Column("removable", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("blob", name="pk_loose_blobs"),
    )
