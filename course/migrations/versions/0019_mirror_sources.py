"""mirrors of what people say of themselves too: figures are made again at the next look."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _make(*more: sa.Column[object]) -> None:
    key = ["cohort_id", *(column.name for column in more), "competence"]
    op.drop_table("mirror_figure")
    op.create_table(
        "mirror_figure",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        *more,
        sa.Column("competence", sa.String(length=2), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_mirror_figure_cohort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_mirror_figure")),
    )


def upgrade() -> None:
    _make(sa.Column("source", sa.String(length=12), nullable=False))


def downgrade() -> None:
    _make()
