"""More time and more attempts, granted to a person."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_UNUSED = sa.text("attempt_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "extra_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("granted_at", course.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_extra_time_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["person.id"], name=op.f("fk_extra_time_granted_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_time")),
    )
    op.create_index(op.f("ix_extra_time_person_id"), "extra_time", ["person_id"])
    op.create_table(
        "extra_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiz", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("granted_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_extra_attempt_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["person.id"], name=op.f("fk_extra_attempt_granted_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_extra_attempt_attempt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_attempt")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_extra_attempt_attempt_id")),
    )
    op.create_index(op.f("ix_extra_attempt_person_id"), "extra_attempt", ["person_id"])
    op.create_index(
        "uq_extra_attempt_unused",
        "extra_attempt",
        ["person_id", "quiz"],
        unique=True,
        sqlite_where=_UNUSED,
        postgresql_where=_UNUSED,
    )


def downgrade() -> None:
    op.drop_table("extra_attempt")
    op.drop_table("extra_time")
