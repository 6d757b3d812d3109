"""Every command that needs the database names `relais upgrade` when the tables are not there, in one French line."""

import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from course.cli import relais
from course.db import last_revision
from tests.conftest import ROOT

COMMANDS = {
    "serve": ["serve", "--port", "1"],
    "work": ["work"],
    "create-admin": ["create-admin", "a@example.org", "--name", "A B", "--password", "quatre chevaux mangent vite"],
    "invite": ["invite", "a@example.org", "--name", "A B"],
    "recount": ["recount"],
    "stats": ["questions", "stats"],
}


@pytest.fixture
def run(tmp_path):
    """Runs a command on an instance of its own; what it said, and its code."""
    variables = {"RELAIS_SECRET_KEY": "s" * 32, "RELAIS_INSTANCE": str(tmp_path), "RELAIS_DATABASE_URL": ""}

    def call(words):
        said = CliRunner().invoke(relais, words, env=variables)
        return said.exit_code, said.output

    return call


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_without_tables_it_names_the_command_and_shows_no_trace(run, words):
    code, said = run(words)
    assert code == 1
    assert "relais upgrade" in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1


def test_with_the_tables_of_a_former_version_too(run, tmp_path):
    assert run(["upgrade"])[0] == 0
    assert run(["recount"])[0] == 0
    engine = create_engine(f"sqlite:///{tmp_path / 'relais.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    code, said = run(["recount"])
    assert (code, "relais upgrade" in said) == (1, True)


def test_the_name_of_the_last_file_is_the_head_of_the_migrations():
    assert ScriptDirectory(str(ROOT / "course" / "migrations")).get_heads() == [last_revision()]


def test_every_command_that_opens_the_database_is_tried():
    alone = {"upgrade", "backup", "restore", "check", "preview", "demo", "questions", "modules"}
    assert set(relais.commands) - alone == set(COMMANDS) - {"stats"}
