"""An appointment may be cancelled, with a reason."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("coach_appointment") as table:
        table.add_column(sa.Column("cancelled_at", course.db.UTCDateTime(), nullable=True))
        table.add_column(sa.Column("cancel_reason", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("coach_appointment") as table:
        table.drop_column("cancel_reason")
        table.drop_column("cancelled_at")
