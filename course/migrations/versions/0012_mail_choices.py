"""What a message is for, which kinds people refuse, and what keeps a message from leaving twice."""

import sqlalchemy as sa
from alembic import op

import course.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("kind", sa.String(20), nullable=False, server_default="account"))
        table.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("unique_key", sa.String(80), nullable=True))
        table.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("useless_after", course.db.UTCDateTime(), nullable=True))
        table.add_column(sa.Column("withheld", sa.String(10), nullable=False, server_default=""))
        table.create_foreign_key(op.f("fk_outbox_person_id"), "person", ["person_id"], ["id"], ondelete="SET NULL")
        table.create_unique_constraint(op.f("uq_outbox_unique_key"), ["unique_key"])
        table.create_index(op.f("ix_outbox_person_id"), ["person_id"])
    op.create_table(
        "mail_refusal",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", course.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_refusal_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_mail_refusal")),
    )


def downgrade() -> None:
    op.drop_table("mail_refusal")
    with op.batch_alter_table("outbox") as table:
        table.drop_index(op.f("ix_outbox_person_id"))
        table.drop_constraint(op.f("uq_outbox_unique_key"), type_="unique")
        table.drop_constraint(op.f("fk_outbox_person_id"), type_="foreignkey")
        for column in ("withheld", "useless_after", "urgent", "unique_key", "person_id", "kind"):
            table.drop_column(column)
