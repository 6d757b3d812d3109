"""The public check page: every fact, for a stranger with a code."""

import json

import pytest
from sqlalchemy import update

from course.certificates.models import Certificate
from course.certificates.schema import Facts
from course.db import db
from tests.certificate_sample import FACTS, NAMES
from tests.earning import earn


@pytest.fixture
def code(app, cast):
    """The code of an attestation whose facts are those of the sample."""
    found = earn(cast)
    db.session.execute(update(Certificate).values(facts=FACTS.model_dump_json()))
    db.session.commit()
    return found.code


def test_every_fact_of_the_document_is_there_to_compare(client, code):
    """PEERS 9: an edited PDF cannot pass."""
    page = client.get(f"/verifier/{code}")
    assert page.status_code == 200
    shown = ["20\u00a0novembre 2026", "1er\u00a0décembre 2026", "2\u00a0décembre 2026", "1\u00a0h\u00a020"]
    shown += ["91\u00a0%", "70\u00a0%", "2 tentatives"]
    formatted = {"started_on", "finished_on", "issued_on", "minutes", "result", "assessment_waived"}

    def leaves(value):
        if isinstance(value, dict):
            return [leaf for child in value.values() for leaf in leaves(child)]
        return [leaf for child in value for leaf in leaves(child)] if isinstance(value, list) else [value]

    facts = json.loads(FACTS.model_dump_json())
    shown += leaves({key: value for key, value in facts.items() if key not in formatted})
    assert set(facts) == set(Facts.model_fields)
    for fact in [*shown, code]:
        assert fact in page.text, fact


def test_it_is_not_for_search_engines(client, code):
    for path in (f"/verifier/{code}", "/verifier", "/verifier/RL-0000-0000-0000"):
        page = client.get(path)
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in page.text


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " "), lambda code: code[3:]])
def test_a_code_typed_loosely_is_found(client, code, change):
    assert FACTS.name in client.get(f"/verifier/{change(code)}").text


def test_the_form_leads_to_the_page(client, code):
    typed = {"code": f" {code.lower()} "}
    assert client.get("/verifier", query_string=typed).headers["Location"] == f"/verifier/{code}"


@pytest.mark.parametrize(
    "path", ["/verifier/RL-0000-0000-0000", "/verifier?code=RL-0000-0000-0000", "/verifier/n'importe"]
)
def test_an_unknown_code_says_so_and_keeps_what_was_typed(client, code, path):
    page = client.get(path)
    assert page.status_code == 404
    assert "Aucune attestation ne porte ce code" in page.text
    assert 'aria-invalid="true"' in page.text
    assert 'value="RL-0000-0000-0000"' in page.text or "n&#39;importe" in page.text


def test_an_empty_form_is_no_error(client):
    page = client.get("/verifier?code=")
    assert page.status_code == 200
    assert "aria-invalid" not in page.text


@pytest.mark.parametrize("name", NAMES)
def test_the_name_is_exactly_the_one_printed(client, app, cast, name):
    """PEERS 13: no accent dropped, no apostrophe straightened or curled, no markup run."""
    found = earn(cast)
    facts = FACTS.model_copy(update={"name": name})
    db.session.execute(update(Certificate).values(facts=facts.model_dump_json()))
    db.session.commit()
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
    assert f'<dd class="name">{escaped}</dd>' in client.get(f"/verifier/{found.code}").text
