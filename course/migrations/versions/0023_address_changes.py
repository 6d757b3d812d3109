"""An address may be changed: asked, proved, refused."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("former", sa.String(254), nullable=False),
        sa.Column("wanted", sa.String(254), nullable=False),
        sa.Column("proof", sa.String(64), nullable=False),
        sa.Column("refusal", sa.String(64), nullable=False),
        sa.Column("asked_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("done_at", course.db.UTCDateTime(), nullable=True),
        sa.Column("refused_at", course.db.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_address_change_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("proof", name=op.f("uq_address_change_proof")),
        sa.UniqueConstraint("refusal", name=op.f("uq_address_change_refusal")),
    )
    op.create_index(op.f("ix_address_change_person_id"), "address_change", ["person_id"])


def downgrade() -> None:
    op.drop_table("address_change")
