"""Until when an attempt counts, and what came after."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.add_column(sa.Column("time_limit", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("extra_minutes", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("deadline", course.db.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("timed_out", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index("ix_attempt_deadline", ["deadline"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    with op.batch_alter_table("attempt_item") as batch_op:
        batch_op.add_column(sa.Column("late_answer", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("late_at", course.db.UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attempt_item") as batch_op:
        batch_op.drop_column("late_at")
        batch_op.drop_column("late_answer")
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.drop_index("ix_attempt_deadline", sqlite_where=_OPEN, postgresql_where=_OPEN)
        for name in ("timed_out", "deadline", "extra_minutes", "time_limit"):
            batch_op.drop_column(name)
