"""Positionings: levels by competence, the placement test."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_OPEN = sa.text("finished_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "positioning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(8), nullable=False),
        sa.Column("started_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("finished_at", course.db.UTCDateTime(), nullable=True),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_positioning_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positioning")),
        sa.UniqueConstraint("person_id", "moment", name=op.f("uq_positioning_person_id_moment")),
    )
    op.create_index(
        "uq_positioning_open", "positioning", ["person_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_table(
        "positioning_level",
        sa.Column("positioning_id", sa.Integer(), nullable=False),
        sa.Column("competence", sa.String(2), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("described", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["positioning_id"],
            ["positioning.id"],
            name=op.f("fk_positioning_level_positioning_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("positioning_id", "competence", name=op.f("pk_positioning_level")),
    )
    op.create_table(
        "positioning_answer",
        sa.Column("positioning_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("competence", sa.String(2), nullable=False),
        sa.Column("fingerprint", sa.String(32), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["positioning_id"],
            ["positioning.id"],
            name=op.f("fk_positioning_answer_positioning_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["fingerprint"], ["question_version.fingerprint"], name=op.f("fk_positioning_answer_fingerprint")
        ),
        sa.PrimaryKeyConstraint("positioning_id", "position", name=op.f("pk_positioning_answer")),
    )


def downgrade() -> None:
    op.drop_table("positioning_answer")
    op.drop_table("positioning_level")
    op.drop_table("positioning")
