"""Who finished a lesson, found from the lesson: a coach's list asks it of 5,000 people at once."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_FINISHED = sa.text("finished_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_lesson_state_finished",
        "lesson_state",
        ["lesson", "person_id"],
        sqlite_where=_FINISHED,
        postgresql_where=_FINISHED,
    )


def downgrade() -> None:
    op.drop_index("ix_lesson_state_finished", "lesson_state")
