"""A row for each browser where somebody is signed in."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "open_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(43), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(60), nullable=False),
        sa.Column("began_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("seen_at", course.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_open_session_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_session")),
        sa.UniqueConstraint("key", name=op.f("uq_open_session_key")),
    )
    op.create_index(op.f("ix_open_session_person_id"), "open_session", ["person_id"])
    op.create_index(op.f("ix_open_session_seen_at"), "open_session", ["seen_at"])


def downgrade() -> None:
    op.drop_table("open_session")
