"""Plans: the time that people declare, their absences and choices, whose plan does not hold."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id"), ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "plan_pace",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("goal", sa.Date(), nullable=True),
        sa.Column("declared_at", sa.DateTime(), nullable=False),
        _person("plan_pace"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_plan_pace")),
    )
    op.create_table(
        "plan_absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        _person("plan_absence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_absence")),
        sa.UniqueConstraint("person_id", "starts", "ends", name=op.f("uq_plan_absence_person_id_starts_ends")),
    )
    op.create_table(
        "plan_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(90), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _person("plan_choice"),
        sa.PrimaryKeyConstraint("person_id", "subject", name=op.f("pk_plan_choice")),
    )
    op.create_table(
        "plan_check",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("before", sa.String(200), server_default="", nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=True),
        _person("plan_check"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_plan_check")),
    )
    op.create_index(op.f("ix_plan_check_minutes"), "plan_check", ["minutes"])


def downgrade() -> None:
    for table in ("plan_check", "plan_choice", "plan_absence", "plan_pace"):
        op.drop_table(table)
