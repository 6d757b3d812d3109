"""The migrations make exactly the tables that the code declares."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from course.db import Base, db, upgrade


def test_they_make_what_the_code_declares_and_can_be_undone(app):
    Base.metadata.drop_all(db.engine)
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    upgrade("base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}


def test_whoever_had_the_role_of_coach_gets_a_term_instead(app):
    Base.metadata.drop_all(db.engine)
    upgrade("0001")
    columns = "email, name, service, role, session_key, created_at"
    with db.engine.begin() as connection:
        for role in ("coach", "learner", "admin"):
            row = f"'{role}@example.org', 'N', '', '{role}', 'k', '2026-01-01'"
            connection.execute(text(f"INSERT INTO person ({columns}) VALUES ({row})"))
    upgrade()
    with db.engine.connect() as connection:
        roles = connection.execute(text("SELECT role FROM person ORDER BY id")).scalars().all()
        held = connection.execute(text("SELECT person.email FROM coach_term JOIN person ON person.id = person_id"))
        assert (roles, held.scalars().all()) == (["learner", "learner", "admin"], ["coach@example.org"])
    upgrade("base")
