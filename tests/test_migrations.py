"""The migrations make exactly the tables that the code declares."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from course.db import Base, db, upgrade


def test_they_make_what_the_code_declares_and_can_be_undone(app):
    Base.metadata.drop_all(db.engine)
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    upgrade("base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
