"""A second press is answered as the first."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "press",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("at", course.db.UTCDateTime(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), server_default="[]", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_press")),
    )
    op.create_index(op.f("ix_press_place"), "press", ["place"])
    op.create_index(op.f("ix_press_at"), "press", ["at"])


def downgrade() -> None:
    op.drop_table("press")
