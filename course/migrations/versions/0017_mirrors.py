"""mirrors: what a cohort as a whole knows of each competence."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mirror_figure",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("competence", sa.String(length=2), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_mirror_figure_cohort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cohort_id", "competence", name=op.f("pk_mirror_figure")),
    )


def downgrade() -> None:
    op.drop_table("mirror_figure")
