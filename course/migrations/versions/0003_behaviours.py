"""How an attempt behaves, and how sure each answer is."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.add_column(sa.Column("behaviour", sa.String(10), server_default="deferred", nullable=False))
        batch_op.add_column(sa.Column("bonus", sa.Double(), nullable=True))
    with op.batch_alter_table("attempt_item") as batch_op:
        batch_op.add_column(sa.Column("certainty", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attempt_item") as batch_op:
        batch_op.drop_column("certainty")
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.drop_column("bonus")
        batch_op.drop_column("behaviour")
