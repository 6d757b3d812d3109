"""Attestations: the rules, apart from any page."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.certificates.rules import (
    CODE_SIGNS,
    Stage,
    code_of,
    file_name,
    freeze,
    outcome,
    parse_code,
    period,
    stage,
    waivers,
)
from course.certificates.schema import Facts, Result
from course.config import Settings
from course.progress.rules import Completion
from tests.certificate_sample import FACTS

bodies = st.text(CODE_SIGNS, min_size=12, max_size=12)


@given(bodies)
def test_a_code_is_found_however_it_is_typed(body):
    code = code_of(body)
    assert parse_code(code) == code
    assert parse_code(code.lower().replace("-", " ")) == code
    assert parse_code(f"  {body} ") == code
    assert parse_code(code.replace("0", "O").replace("1", "l")) == code
    assert parse_code(code.replace("0", "o").replace("1", "I")) == code


@pytest.mark.parametrize("typed", ["", "RL", "RL-7K3M-9QXT-2VB", "RL-7K3M-9QXT-2VBDD", "RL-7K3M-9QXT-2VBU", "é" * 12])
def test_what_cannot_be_a_code_is_none(typed):
    assert parse_code(typed) is None


def test_twelve_signs_are_sixty_bits():
    assert len(set(CODE_SIGNS)) == 32
    assert not set("ILOU") & set(CODE_SIGNS)


@pytest.mark.parametrize(
    ("ready", "present", "job", "failing", "expected"),
    [
        (True, True, "done", False, Stage.READY),
        (True, True, "running", False, Stage.READY),
        (False, False, "queued", False, Stage.WAITING),
        (False, False, "running", False, Stage.WAITING),
        (False, False, "queued", True, Stage.RETRYING),
        (False, False, "running", True, Stage.RETRYING),
        (False, False, "failed", True, Stage.FAILED),
        (True, False, "done", False, Stage.LOST),
        (True, False, "queued", False, Stage.WAITING),
        (True, False, "", False, Stage.LOST),
        (False, True, "", False, Stage.LOST),
    ],
)
def test_the_stage_follows_from_the_document_and_its_job(ready, present, job, failing, expected):
    assert stage(ready, present, job, failing) is expected


def completion(**values):
    usual = {
        "module": "essai",
        "complete": True,
        "missing": (),
        "followed": ("essai/ouvrir", "essai/fermer"),
        "waived": (),
        "started_at": datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
        "finished_at": datetime(2026, 12, 1, 10, tzinfo=UTC),
        "minutes": 45,
        "score": 91.66,
        "pass_mark": 70,
        "attempts": 2,
    }
    return Completion(**(usual | values))


def test_dates_are_those_of_the_instance_and_the_score_is_rounded_down(app):
    course = app.extensions["relais_course"]
    at = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    facts = freeze("Zoé N’Guyên", course, completion(), Settings(issuer="SGAR d'Occitanie"), at)
    assert (facts.started_on, facts.finished_on, facts.issued_on) == (
        date(2026, 11, 21),
        date(2026, 12, 1),
        date(2026, 12, 2),
    )
    assert facts.result == Result(score=91, pass_mark=70, attempts=2)
    assert facts.issuer == "SGAR d’Occitanie"
    assert facts.lessons == ("Ouvrir une séance", "Fermer une séance")
    assert [skill.code for skill in facts.competences] == ["A1", "C1", "D2"]


def test_a_module_without_assessment_says_so(app):
    facts = freeze("Zoé", app.extensions["relais_course"], completion(score=None), Settings(), datetime.now(UTC))
    assert facts.result is None
    assert outcome(facts) == "Ce module ne comporte pas d’évaluation."


def test_facts_come_back_from_the_database_as_they_were():
    assert Facts.model_validate_json(FACTS.model_dump_json()) == FACTS


def test_the_sentences():
    assert period(FACTS) == "du 20\u00a0novembre 2026 au 1er\u00a0décembre 2026"
    assert period(FACTS.model_copy(update={"started_on": FACTS.finished_on})) == "le 1er\u00a0décembre 2026"
    first, third = (Result(score=91, pass_mark=70, attempts=number) for number in (1, 3))
    assert outcome(FACTS.model_copy(update={"result": first})).startswith(
        "Évaluation réussie avec 91\u00a0%, à la prem"
    )
    assert "en 3 tentatives" in outcome(FACTS.model_copy(update={"result": third}))
    assert waivers(()) == "Aucune partie n’a été dispensée."
    assert waivers(("Leçon 1", "Leçon 2")) == "Parties dispensées\u00a0: Leçon 1\u202f; Leçon 2."


def test_the_file_name_keeps_accents_and_no_separator():
    facts = FACTS.model_copy(update={"name": "Zoé N’Guyên", "module": "Posture / cadre : débuts"})
    assert file_name(facts) == "Attestation – Posture cadre débuts – Zoé N’Guyên.pdf"
    assert len(file_name(FACTS.model_copy(update={"name": "W" * 120})).encode()) < 250
