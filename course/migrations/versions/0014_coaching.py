"""What coaches do about their people, and what they write about them."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coach_appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("made_at", course.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_coach_appointment_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_coach_appointment_cohort_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_coach_appointment_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_appointment")),
        sa.UniqueConstraint("token", name=op.f("uq_coach_appointment_token")),
    )
    with op.batch_alter_table("coach_appointment", schema=None) as batch_op:
        batch_op.create_index("ix_coach_appointment_about", ["person_id", "cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coach_appointment_author_id"), ["author_id"], unique=False)

    op.create_table(
        "coach_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("sent_at", course.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_coach_letter_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_coach_letter_cohort_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_coach_letter_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_letter")),
        sa.UniqueConstraint("token", name=op.f("uq_coach_letter_token")),
    )
    with op.batch_alter_table("coach_letter", schema=None) as batch_op:
        batch_op.create_index("ix_coach_letter_about", ["person_id", "cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coach_letter_author_id"), ["author_id"], unique=False)

    op.create_table(
        "coach_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("written_at", course.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_coach_note_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_coach_note_cohort_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_coach_note_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_note")),
        sa.UniqueConstraint("token", name=op.f("uq_coach_note_token")),
    )
    with op.batch_alter_table("coach_note", schema=None) as batch_op:
        batch_op.create_index("ix_coach_note_about", ["person_id", "cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coach_note_author_id"), ["author_id"], unique=False)

    op.create_table(
        "coaching_handled",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=20), server_default="", nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", course.db.UTCDateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_coaching_handled_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_coaching_handled_cohort_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_coaching_handled_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_handled")),
        sa.UniqueConstraint(
            "cohort_id",
            "person_id",
            "kind",
            "subject",
            name=op.f("uq_coaching_handled_cohort_id_person_id_kind_subject"),
        ),
    )
    with op.batch_alter_table("coaching_handled", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coaching_handled_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_coaching_handled_week", ["cohort_id", "at"], unique=False)

    op.create_table(
        "coaching_settings",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("silent_days", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=True),
        sa.Column("stuck_days", sa.Integer(), nullable=True),
        sa.Column("workshop_days", sa.Integer(), nullable=True),
        sa.Column("plan", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_coaching_settings_cohort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_coaching_settings")),
    )


def downgrade() -> None:
    for table in ("coaching_settings", "coaching_handled", "coach_note", "coach_letter", "coach_appointment"):
        op.drop_table(table)
