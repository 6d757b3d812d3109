"""Every route, every role: what is refused changes nothing, what is open to someone does something."""

import pytest
from werkzeug.routing import Map, Rule

from tests.access import ANONYMOUS, ROLES, TABLE, Scene, dump

OPEN = ("200", "204", "303")
NO_ROW = {"/deconnexion", "/cohortes/{cohort}/miroir", "/attestations/essai", "/evaluations/essai/essai"}
NO_ROW |= {"/positionnement"}
NO_ROW |= {"/cohortes/{cohort}/mandats/{term}/points/1", "/cohortes/{adopting}/role", "/cohortes/{adopted}/mandat"}
NO_ROW |= {f"/cohortes/{name}" for name in ("{adopting}/adoption", "{adopting}/autre-nom", "{proposing}/proposition")}
NO_ROW |= {f"/cohortes/{name}" for name in ("{voting}/arret", "{voting}/avancer")}
NO_ROW |= {"/cohortes/{cohort}/ateliers/{workshop}/annuler", "/cohortes/{cohort}/ateliers/{signing}/presences"}
NO_ROW |= {"/cohortes/{cohort}/ateliers/{signing}/presences/{came}/retrait"}
"""Writes that may change no row here: the session's cookie alone, or what the owner has already."""
WRITES = [line for line in TABLE if line.method == "POST"]


@pytest.fixture
def scene(app, cast):
    return Scene(app, cast)


def endpoints(rules: Map) -> set[tuple[str, str]]:
    return {(rule.endpoint, method) for rule in rules.iter_rules() for method in {"GET", "POST"} & set(rule.methods)}


def test_no_route_is_missing_from_the_table(app, scene):
    adapter = app.url_map.bind("localhost")
    listed = {
        (adapter.match(scene.fill(line.path).partition("?")[0], method=line.method)[0], line.method) for line in TABLE
    }
    assert endpoints(app.url_map) == listed


def test_a_forgotten_route_would_be_noticed(app):
    known = endpoints(app.url_map)
    app.url_map.add(Rule("/oubliee", endpoint="forgotten", methods=["POST"]))
    assert endpoints(app.url_map) - known == {("forgotten", "POST")}


def test_each_role_gets_the_pages_that_the_table_says_and_reading_writes_nothing(scene):
    for line in TABLE:
        if line.method == "POST":
            continue
        path = scene.fill(line.path)
        before = dump()
        assert {role: answer(scene.client(role).get(path)) for role in ROLES} == line.expected, line.path
        assert dump() == before, line.path


def answer(response) -> str:
    response.close()
    to_sign_in = response.status_code == 303 and response.location.partition("?")[0] == "/connexion"
    return "in" if to_sign_in else str(response.status_code)


@pytest.mark.parametrize("line", WRITES, ids=lambda line: line.path)
def test_a_write_is_for_whom_the_table_says_and_a_refused_one_changes_nothing(scene, line):
    for role in sorted(ROLES, key=lambda role: line.expected[role] in OPEN):
        path, fields = scene.fill(line.path), scene.fields(line.path)
        before = dump()
        response = scene.client(role).post(path, data=fields)
        assert str(response.status_code) == line.expected[role], (role, response.location)
        if line.expected[role] not in OPEN:
            assert dump() == before, role
        elif line.path not in NO_ROW:
            assert dump() != before, role


def test_every_write_without_its_token_is_refused_and_changes_nothing(app, scene):
    app.config["WTF_CSRF_ENABLED"] = True
    for line in WRITES:
        if line.path in ANONYMOUS:
            continue
        client, path, fields = scene.client(line.open_to), scene.fill(line.path), scene.fields(line.path)
        before = dump()
        for headers in ({}, {"Origin": "https://ailleurs.example"}, {"Accept": "application/json"}):
            assert client.post(path, data=fields, headers=headers).status_code == 400, line.path
        assert dump() == before, line.path
