"""The headings by which a list of people was read."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cohort_roster", schema=None) as batch_op:
        batch_op.add_column(sa.Column("headings", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("cohort_roster", schema=None) as batch_op:
        batch_op.drop_column("headings")
