"""cohorts and terms: whoever had the role of coach gets a term of six months instead."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

import course.db
from course.clock import now

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PERSON = sa.table("person", sa.column("id", sa.Integer()), sa.column("role", sa.String()))
_COHORT = sa.table(
    "cohort",
    sa.column("id", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("starts", sa.Date()),
    sa.column("time_zone", sa.String()),
    sa.column("minutes_per_week", sa.Integer()),
    sa.column("weekdays_off", sa.String()),
    sa.column("created_at", course.db.UTCDateTime()),
)
_TERM = sa.table(
    "coach_term",
    sa.column("cohort_id", sa.Integer()),
    sa.column("person_id", sa.Integer()),
    sa.column("starts_at", course.db.UTCDateTime()),
    sa.column("ends_at", course.db.UTCDateTime()),
    sa.column("told", sa.Integer()),
    sa.column("note", sa.Text()),
)


def upgrade() -> None:
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("minutes_per_week", sa.Integer(), nullable=False),
        sa.Column("weekdays_off", sa.String(length=7), nullable=False),
        sa.Column("holidays_off", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", course.db.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
    )
    op.create_table(
        "coach_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("ends_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column("noted_at", course.db.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_coach_term_cohort_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["noted_by"], ["person.id"], name=op.f("fk_coach_term_noted_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_coach_term_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_term")),
    )
    with op.batch_alter_table("coach_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coach_term_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coach_term_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index("ix_coach_term_person_id", ["person_id", "ends_at"], unique=False)

    op.create_table(
        "cohort_day_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_day_off_cohort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_day_off")),
    )
    with op.batch_alter_table("cohort_day_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_day_off_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "cohort_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("ends_at", course.db.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_membership_cohort_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_cohort_membership_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_membership")),
    )
    with op.batch_alter_table("cohort_membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_membership_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index("ix_cohort_membership_person_id", ["person_id", "ends_at"], unique=False)
        batch_op.create_index(
            "uq_cohort_membership_open",
            ["cohort_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ends_at IS NULL"),
            postgresql_where=sa.text("ends_at IS NULL"),
        )

    op.create_table(
        "cohort_roster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("started_at", course.db.UTCDateTime(), nullable=True),
        sa.Column("finished_at", course.db.UTCDateTime(), nullable=True),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_roster_cohort_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_cohort_roster_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_roster")),
    )
    with op.batch_alter_table("cohort_roster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_roster_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_roster_created_at"), ["created_at"], unique=False)

    op.create_table(
        "cohort_target",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(length=60), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_target_cohort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cohort_id", "module", name=op.f("pk_cohort_target")),
    )
    op.create_table(
        "handover_item",
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", course.db.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_handover_item_done_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["term_id"], ["coach_term.id"], name=op.f("fk_handover_item_term_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("term_id", "position", name=op.f("pk_handover_item")),
    )
    _give_terms(op.get_bind(), now())


def _give_terms(connection: sa.Connection, at: datetime) -> None:
    """In a cohort made for them, so that nobody who coached is shut out by the upgrade."""
    coaches = connection.scalars(sa.select(_PERSON.c.id).where(_PERSON.c.role == "coach")).all()
    if not coaches:
        return
    values = {"name": "Coachs en fonction", "starts": at.date(), "created_at": at}
    values |= {"time_zone": "Europe/Paris", "minutes_per_week": 60, "weekdays_off": "67"}
    connection.execute(sa.insert(_COHORT).values(**values))
    cohort = connection.scalar(sa.select(sa.func.max(_COHORT.c.id)))
    term = {"cohort_id": cohort, "starts_at": at, "ends_at": at + timedelta(days=183), "told": 1, "note": ""}
    connection.execute(sa.insert(_TERM), [{**term, "person_id": coach} for coach in coaches])
    connection.execute(sa.update(_PERSON).where(_PERSON.c.role == "coach").values(role="learner"))


def downgrade() -> None:
    op.drop_table("handover_item")
    op.drop_table("cohort_target")
    op.drop_table("cohort_roster")
    op.drop_table("cohort_membership")
    op.drop_table("cohort_day_off")
    op.drop_table("coach_term")
    op.drop_table("cohort")
