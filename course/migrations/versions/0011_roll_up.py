"""roll-up rows: each person's progress summed up; those of today's people wait for their first count."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_up",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=16), nullable=False, server_default=""),
        sa.Column("active_at", sa.DateTime(), nullable=True),
        sa.Column("advanced_at", sa.DateTime(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("done", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("settled", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("step", sa.String(length=130), nullable=False, server_default=""),
        sa.Column("started", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failed", sa.String(length=60), nullable=False, server_default=""),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roll_up_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_roll_up")),
    )
    op.execute("INSERT INTO roll_up (person_id) SELECT id FROM person")


def downgrade() -> None:
    op.drop_table("roll_up")
