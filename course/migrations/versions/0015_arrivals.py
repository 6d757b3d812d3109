"""Arrivals in cohorts that have begun: the welcome read or closed, and the buddy."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("buddy_id", sa.Integer(), nullable=True),
        sa.Column("named_by", sa.Integer(), nullable=True),
        sa.Column("named_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_arrival_cohort_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_arrival_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["buddy_id"], ["person.id"], name=op.f("fk_arrival_buddy_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name=op.f("fk_arrival_named_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", name=op.f("pk_arrival")),
    )
    op.create_index(op.f("ix_arrival_person_id"), "arrival", ["person_id"])


def downgrade() -> None:
    op.drop_table("arrival")
