"""elections without candidates."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "election",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("mandate", sa.Text(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("phase", sa.String(length=10), nullable=False),
        sa.Column("created_at", course.db.UTCDateTime(), nullable=False),
        sa.Column("closed_at", course.db.UTCDateTime(), nullable=True),
        sa.Column("term_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_election_cohort_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_election_opened_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["term_id"], ["coach_term.id"], name=op.f("fk_election_term_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
    )
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.create_index("ix_election_cohort_id", ["cohort_id"], unique=False)
        batch_op.create_index(
            "uq_election_going_on",
            ["cohort_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "election_ballot",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reported", sa.Boolean(), nullable=False),
        sa.Column("choice_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", course.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["choice_id"], ["person.id"], name=op.f("fk_election_ballot_choice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_election_ballot_election_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_election_ballot_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("election_id", "person_id", "reported", name=op.f("pk_election_ballot")),
    )
    op.create_table(
        "election_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", course.db.UTCDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_election_proposal_election_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_election_proposal_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_proposal")),
        sa.UniqueConstraint("election_id", "number", name=op.f("uq_election_proposal_election_id_number")),
    )
    op.create_table(
        "election_answer",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("objects", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", course.db.UTCDateTime(), nullable=False),
        sa.Column("lifted", sa.Text(), nullable=False),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lifted_by"], ["person.id"], name=op.f("fk_election_answer_lifted_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_election_answer_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["election_proposal.id"], name=op.f("fk_election_answer_proposal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_election_answer")),
    )


def downgrade() -> None:
    op.drop_table("election_answer")
    op.drop_table("election_proposal")
    op.drop_table("election_ballot")
    op.drop_table("election")
