"""workshops, their attendance, calendars' addresses; a calendar file with a message."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_address",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("created_at", course.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_address_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_address")),
        sa.UniqueConstraint("secret", name=op.f("uq_calendar_address_secret")),
    )
    op.create_table(
        "workshop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("prepare", sa.Text(), nullable=False),
        sa.Column("starts_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("ends_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("agenda_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("changed_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("news", sa.String(length=10), nullable=False),
        sa.Column("former_at", course.db.UTCDateTime(), nullable=True),
        sa.Column("cancelled_at", course.db.UTCDateTime(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("signing_key", sa.String(length=64), nullable=False),
        sa.Column("signing_until", course.db.UTCDateTime(), nullable=True),
        sa.Column("deliverables", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", course.db.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["agenda_id"], ["agenda.id"], name=op.f("fk_workshop_agenda_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_workshop_cohort_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_workshop_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_workshop_written_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
    )
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.create_index("ix_workshop_starts_at", ["starts_at"], unique=False)
        batch_op.create_index(
            "uq_workshop_planned",
            ["cohort_id", "starts_at", "title"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.create_table(
        "workshop_attendance",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", course.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_workshop_attendance_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_workshop_attendance_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_attendance_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workshop_id", "person_id", name=op.f("pk_workshop_attendance")),
    )
    with op.batch_alter_table("workshop_attendance", schema=None) as batch_op:
        batch_op.create_index("ix_workshop_attendance_person_id", ["person_id"], unique=False)

    op.create_table(
        "workshop_prerequisite",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(length=60), nullable=False),
        sa.Column("lesson", sa.String(length=130), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_prerequisite_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workshop_id", "position", name=op.f("pk_workshop_prerequisite")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calendar", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("calendar")

    op.drop_table("workshop_prerequisite")
    op.drop_table("workshop_attendance")
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_workshop_planned",
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )
        batch_op.drop_index("ix_workshop_starts_at")

    op.drop_table("workshop")
    op.drop_table("calendar_address")
