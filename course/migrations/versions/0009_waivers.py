"""What a person need not follow."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_LIVE = sa.text("state IN ('proposed', 'accepted', 'amended')")


def upgrade() -> None:
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(60), nullable=False),
        sa.Column("lesson", sa.String(130), nullable=False),
        sa.Column("assessment", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(12), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("proposed_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_role", sa.String(16), nullable=False),
        sa.Column("decided_service", sa.String(160), nullable=False),
        sa.Column("decided_at", course.db.UTCDateTime(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_waiver_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_waiver_decided_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    op.create_index("ix_waiver_person_id", "waiver", ["person_id", "state"])
    op.create_index(
        "uq_waiver_live",
        "waiver",
        ["person_id", "module", "lesson"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )


def downgrade() -> None:
    op.drop_table("waiver")
