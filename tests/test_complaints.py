"""What users of other platforms complain about (PEERS.md): one test each, through the pages where it can be."""

import html
import io
import re
import shutil
from datetime import timedelta

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import event, func, select

from course import jobs
from course.certificates.models import Certificate
from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db, lane
from course.modules.models import LessonState
from course.onboarding.plan.queries import situation
from course.people import operations as people
from course.people.models import Person, Role
from course.quizzes.models import Attempt
from course.typography import typo
from course.workshops.models import Workshop
from tests import workshops
from tests.answering import right, typed, wrong
from tests.cast import PASSWORD
from tests.crowding import crowd
from tests.earning import earn, finish
from tests.taking import asked, at_once, begin, complete, page_fields, row

LESSON, OTHER = "/lecons/essai/ouvrir", "/lecons/essai/fermer"


def words(response):
    """A page as it is read: plain text on one line."""
    with response:
        return " ".join(html.unescape(re.sub("<[^>]+>", " ", response.text)).split())


def percent(client):
    return int(re.search(r"Pourquoi (\d+) % \?", words(client.get("/")))[1])


def count(table):
    number = db.session.scalar(select(func.count()).select_from(table))
    db.session.rollback()
    return number


def test_complaint_1_progress_never_goes_past_100_nor_back_and_is_explained(cast):
    seen = [percent(cast.alice)]
    for path in (LESSON, LESSON, OTHER):
        cast.alice.post(f"{path}/terminer")
        seen.append(percent(cast.alice))
        why = words(cast.alice.get("/pourquoi"))
        gained, total, told = map(int, re.search(r"(\d+) ÷ (\d+) = (\d+) %", why).groups())
        assert told == seen[-1] == 100 * gained // total
    complete(cast.alice)
    assert [*seen, percent(cast.alice)] == [0, 44, 44, 77, 100]


def test_complaint_2_every_page_says_the_same_of_one_state(cast):
    cast.alice.post(f"{LESSON}/terminer")
    assert "1 étape sur 3" in words(cast.alice.get("/"))
    assert "1 étape sur 3" in words(cast.alice.get("/pourquoi"))
    assert "1 étape sur 3" in words(cast.alice.get("/modules/essai"))
    assert "Fermer une séance Évaluation d’essai" in words(cast.alice.post("/attestations/essai"))


def test_complaint_2_a_coach_reads_the_figure_that_the_person_reads_with_the_same_facts(cast):
    cohorts.join(db.session.get_one(Cohort, cast.cohort), cast.id("alice"), None, now())
    db.session.commit()
    followed = f"/cohortes/{cast.cohort}/suivi"
    acts = [
        lambda: None,
        lambda: cast.alice.post(f"{LESSON}/place", data={"section": ""}),
        lambda: cast.alice.post(f"{OTHER}/terminer"),
        lambda: complete(cast.alice, wrong),
        lambda: complete(cast.alice),
        lambda: cast.alice.post(f"{LESSON}/terminer"),
    ]
    for act in acts:
        act()
        own, theirs = cast.alice.get("/pourquoi"), cast.chloe.get(f"{followed}/{cast.id('alice')}/parcours")
        tables = [re.findall(r"<table>.*?</table>", page.text, re.DOTALL) for page in (own, theirs)]
        assert tables[0] == tables[1][-len(tables[0]) :]
        told = re.search(r"\d+ ÷ \d+ = \d+ %", words(own))[0]
        assert told in words(theirs)
        line = re.search(r"Alice.*?<b>(\d+)", cast.chloe.get(followed).text, re.DOTALL)
        assert int(line[1]) == percent(cast.alice)


def test_complaint_3_editing_the_course_neither_erases_nor_fakes_completion(content, cast, reopened):
    cast.alice.post(f"{LESSON}/terminer")
    before = percent(cast.alice)
    for name in ("01-ouvrir.md", "02-fermer.md"):
        lesson = content / "modules/essai" / name
        lesson.write_text(lesson.read_text().replace("On ", "Aujourd'hui, on "))
    client = cast.client(reopened(), "alice")
    assert percent(client) == before
    assert "Modifiée depuis votre lecture" in words(client.get(LESSON))
    assert "Modifiée depuis" not in words(client.get(OTHER))


def test_complaint_4_resume_leads_to_the_section_where_one_stopped(app, cast):
    cast.alice.post(f"{LESSON}/place", data={"section": "cadrer"})
    elsewhere = cast.client(app, "alice").get("/").text
    assert f'href="{LESSON}#cadrer">Reprendre</a>' in elsewhere


def test_complaint_6_dates_follow_the_workshops_and_a_latecomer_is_not_late_on_day_one(cast):
    cohort = db.session.get_one(Cohort, cast.cohort)
    cohort.starts = (now() - timedelta(days=90)).date()
    cohorts.set_targets(cohort, {"essai": (now() - timedelta(days=30)).date()})
    cohorts.join(cohort, cast.id("alice"), cast.id("diane"), now())
    workshop = workshops.prepare(cohort.id, [("essai", None)], starts_at=now() + timedelta(days=60))
    page = words(cast.alice.get("/plan"))
    assert "retard" not in page and "Il manque" not in page and "date visée" not in page
    plan = situation(cast.id("alice"), now()).plan
    before = (now() + timedelta(days=60)).date()
    assert all(now().date() <= line.first <= line.last < before for line in plan.lines)
    db.session.get_one(Workshop, workshop).starts_at = now() + timedelta(hours=1)
    db.session.commit()
    assert "Il manque 45 minutes avant l’atelier" in words(cast.alice.get("/plan"))


def test_complaint_7_changing_role_or_service_loses_no_work(cast):
    finish(cast.alice)
    cast.alice.post("/deroules", data={"title": "Ma séance"})
    cast.alice.post("/compte", data={"name": "Alice Martin", "service": "Rectorat"})
    for role in (Role.ADMIN, Role.LEARNER):
        cast.diane.post(f"/administration/personnes/{cast.id('alice')}/role", data={"role": role})
        assert percent(cast.alice) == 100
        assert "Ma séance" in words(cast.alice.get("/deroules"))


def test_complaint_7_changing_cohort_loses_no_work(cast):
    finish(cast.alice)
    rhythm = {"starts": "2026-09-01", "minutes_per_week": "60", "time_zone": "Europe/Paris"}
    cast.diane.post("/administration/cohortes/nouvelle", data={"name": "Autre", **rhythm})
    path = f"/administration/personnes/{cast.id('alice')}/cohortes"
    for joined, left in ((cast.cohort, 0), (cast.cohort + 1, cast.cohort), (cast.cohort, cast.cohort + 1)):
        cast.diane.post(path, data={"join": str(joined), "leave": str(left)})
        assert cast.alice.get("/cohortes").headers["Location"] == f"/cohortes/{joined}"
        assert percent(cast.alice) == 100


def test_complaint_9_the_check_page_shows_every_fact_of_the_document(client, cast):
    found = earn(cast)
    page = words(client.get(f"/verifier/{found.code}"))
    facts = found.frozen.model_dump(
        exclude={"waived", "assessment_waived", "started_on", "finished_on", "issued_on", "minutes"}
    )

    def told(value):
        if isinstance(value, dict):
            return all(map(told, value.values()))
        return all(map(told, value)) if isinstance(value, tuple) else value == 1 or str(value) in page

    assert told(facts)
    assert "à la première tentative" in page
    assert "45 minutes" in page
    assert "Aucune partie n’a été dispensée" in page
    assert page.count(str(found.frozen.issued_on.year)) >= 2


def test_complaint_11_many_clicks_at_once_make_one_certificate(app, cast):
    finish(cast.alice)
    clients = [cast.client(app, "alice") for _ in range(10)]
    answers = at_once(app, [lambda client=client: client.post("/attestations/essai") for client in clients])
    assert {answer.status_code for answer in answers} == {303}
    jobs.run_waiting()
    assert count(Certificate) == 1


def test_complaint_12_a_certificate_outlives_its_module(content, cast, reopened):
    found = earn(cast)
    shutil.move(content / "modules/essai", content / "modules/autre")
    for file in (content / "modules/course.yaml", content / "quizzes/essai.yaml"):
        file.write_text(file.read_text().replace("[essai]", "[autre]").replace("module: essai", "module: autre"))
    client = cast.client(reopened(), "alice")
    assert client.get("/modules/essai").status_code == 404
    assert "Alice N’Guyên-Le Goff" in words(client.get(f"/verifier/{found.code}"))
    assert client.get("/attestations/essai/pdf", buffered=True).data.startswith(b"%PDF")


def test_complaint_13_names_keep_their_accents_everywhere(client, cast):
    name = "Zoë-Maëlys Łukasiewicz d’Œuvré"
    cast.alice.post("/compte", data={"name": name, "service": ""})
    found = earn(cast)
    pdf = cast.alice.get("/attestations/essai/pdf", buffered=True).data
    for text in (cast.alice.get("/").text, client.get(f"/verifier/{found.code}").text):
        assert name in text
    assert name in " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_complaint_14_the_browser_gets_no_key_before_answering(app, cast):
    shown = cast.alice.get(LESSON).text + cast.alice.get(f"/essais/{begin(cast.alice)}").text
    quiz, lesson = app.extensions["relais_quizzes"]["essai"], app.extensions["relais_course"].lesson("essai/ouvrir")
    kept_back = [text for each in (*quiz.questions, *lesson.body.questions) for text in feedback(each.model_dump())]
    assert len(kept_back) >= 15
    assert [text for text in kept_back if typo(text) in shown] == []


def feedback(value):
    """Every explanation of a question long enough to be told from another text."""
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in feedback(item)]
    if not isinstance(value, dict):
        return []
    given = value.get("feedback", ())
    mine = [given] if isinstance(given, str) else list(given.values()) if given else []
    return [text for text in mine if len(text) > 5] + feedback(list(value.values()))


def test_complaint_15_no_address_goes_round_the_limit_of_attempts(cast):
    for _ in range(3):
        complete(cast.alice, wrong)
    assert cast.alice.post("/evaluations/essai/essai").headers["Location"] == "/evaluations/essai"
    assert cast.alice.post("/attestations/essai").status_code == 409
    assert (count(Attempt), count(Certificate)) == (3, 0)
    with time_machine.travel(now() + timedelta(days=1, minutes=2)):
        assert begin(cast.alice)


def test_complaint_16_nothing_of_somebody_else_by_changing_an_id(cast):
    attempt = begin(cast.alice)
    fields = page_fields(attempt, right) | {"score": ["100"], "passed": ["1"]}
    assert cast.bob.post(f"/essais/{attempt}", data=fields).status_code == 404
    assert cast.bob.post(f"/essais/{attempt}/terminer", data=fields).status_code == 404
    assert cast.alice.post(f"/essais/{attempt}/terminer", data={"score": "100"}).status_code == 303
    assert (row(attempt).score, {item.answer for item in asked(attempt)}) == (0, {None})


def test_complaint_18_eight_people_write_at_once_and_none_meets_a_locked_database(app, cast):
    keys = ("alice", "bob", "chloe", "diane") * 2
    attempts = {key: begin(getattr(cast, key)) for key in set(keys)}
    items = {key: asked(attempt)[0] for key, attempt in attempts.items()}
    seen = []

    def write(key):
        client, item = cast.client(app, key), items[key]
        for turn in range(6):
            given = typed(item.question, right(item.question), item.prefix)
            for path, data in (
                (f"/essais/{attempts[key]}/reponses/{item.position}", given),
                (f"{LESSON}/place", {"section": "cadrer"}),
                (f"{LESSON}/terminer", {}),
                ("/deroules", {"title": f"Séance {turn}"}),
            ):
                answer = client.post(path, data=data)
                seen.append(answer.status_code)
        return answer

    at_once(app, [lambda key=key: write(key) for key in keys])
    assert sorted(seen) == [204] * 48 + [303] * 144


def test_complaint_20_a_person_is_an_id_and_another_address_keeps_one_account(client, cast):
    cast.alice.post(f"{LESSON}/terminer")
    cast.give_password("alice")
    cast.person("alice").email = "alice.martin@example.org"
    db.session.commit()
    before = count(Person)
    with pytest.raises(people.RefusedError):
        people.invite("Alice.Martin@Example.org", "Alice", "", Role.LEARNER, actor_id=None)
    db.session.rollback()
    old = client.post("/connexion", data={"email": "alice@example.org", "password": PASSWORD})
    new = client.post("/connexion", data={"email": "ALICE.Martin@example.org", "password": PASSWORD})
    assert (old.status_code, new.status_code, count(Person)) == (422, 303, before)
    assert percent(client) == percent(cast.alice) == 44
    assert db.session.scalars(select(LessonState.person_id)).all() == [cast.id("alice")]


def test_complaint_17_a_coach_s_pages_ask_the_database_as_much_for_300_people_as_for_3(app, cast):
    sent = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: sent.append(call[2]))
    cohort = f"/cohortes/{cast.cohort}"
    lists = [
        f"{cohort}/suivi{asked}" for asked in ("", "?tri=besoin", "?tri=activite", "?besoin=un", "?q=lot&etat=fini")
    ]

    def asked(person):
        pages = [
            *lists,
            f"{cohort}/suivi/{person}/parcours",
            f"{cohort}/miroir",
            f"{cohort}/questions",
            "/cette-semaine",
        ]
        found = {}
        for page in pages:
            cast.chloe.get(page)
            sent.clear()
            before = lane().statements
            assert cast.chloe.get(page).status_code == 200
            statements = [statement for statement in sent if not statement.startswith("BEGIN")]
            found[page.replace(f"/{person}/", "/x/")] = len(statements) + lane().statements - before
        return found

    few = asked(crowd(cast.cohort, 3, now())[0])
    many = asked(crowd(cast.cohort, 297, now(), seed=1)[0])
    assert many == few and max(many.values()) <= 12
    assert cast.chloe.get(lists[0]).text.count('<th scope="row"') == 50
