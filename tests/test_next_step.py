"""One next step, whoever says it: home, plan, grid, a person's page, the digest; and why when a date asks for it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from course import jobs
from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from course.digest import operations as digests
from course.mail import Kind, Message
from course.modules import operations as reading
from course.progress.models import Pressing
from tests import workshops

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
THURSDAY = "Demandé pour l'atelier du jeudi 26 novembre."

pytestmark = pytest.mark.at(MONDAY)


@pytest.fixture(autouse=True)
def _free(content):
    """« Fermer » asks for nothing: a workshop may want it before the rest."""
    path = content / "modules/essai/02-fermer.md"
    path.write_text(path.read_text("utf-8").replace("prerequisites: [ouvrir]\n", ""), "utf-8")


@pytest.fixture
def workshop(cast):
    """Alice is in Chloé's cohort, whose workshop of Thursday asks for « Fermer »."""
    cast.give_password("alice")
    cohort = db.session.get_one(Cohort, cast.cohort)
    cohorts.join(cohort, cast.id("alice"), None, MONDAY - timedelta(days=3))
    starts = MONDAY + timedelta(days=3)
    number = workshops.prepare(cast.cohort, [("essai", "essai/fermer")], starts_at=starts)
    jobs.run_waiting()
    return number


def flat(text):
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())


def following(page):
    """The block of the next step of a page."""
    return flat(page.text.partition('<section class="next" aria-labelledby="sui')[2].partition("</section>")[0])


def said(cast):
    """What each place says comes next for Alice."""
    alice, path = cast.id("alice"), f"/cohortes/{cast.cohort}/suivi"
    grid = flat(cast.chloe.get(path).text.partition(f"{path}/{alice}/parcours")[2]).partition("</tr>")[0]
    return {
        "home": following(cast.alice.get("/")),
        "plan": following(cast.alice.get("/plan")),
        "person": following(cast.chloe.get(f"{path}/{alice}/parcours")),
        "grid": grid,
        "digest": digest(cast),
    }


def digest(cast):
    digests.write({"cohort": cast.cohort, "week": "2026-W48"}, lambda _done, _total: None)
    mine = select(Message.text).where(Message.kind == Kind.DIGEST, Message.person_id == cast.id("alice"))
    return flat(db.session.scalars(mine.order_by(Message.id.desc())).first()).partition("Prochain atelier")[0]


def test_every_place_says_what_the_workshop_asks_for_and_why(cast, workshop):
    found = said(cast)
    assert {place for place, text in found.items() if "Fermer" not in text} == set()
    assert {place for place, text in found.items() if THURSDAY not in text} == {"grid"}
    assert "Ouvrir" not in " ".join(found.values())


def test_a_lesson_begun_waits_for_it(app, cast, workshop):
    reading.keep_place(cast.id("alice"), app.extensions["relais_course"].lesson("essai/ouvrir"), "accueillir", now())
    jobs.run_waiting()
    assert {place for place, text in said(cast).items() if "Fermer" not in text} == set()


def test_once_done_the_path_goes_on(app, cast, workshop):
    reading.finish(cast.id("alice"), app.extensions["relais_course"].lesson("essai/fermer"), now())
    db.session.commit()
    assert {place for place, text in said(cast).items() if "Ouvrir" not in text or THURSDAY in text} == set()
    jobs.run_waiting()
    assert db.session.scalars(select(Pressing)).all() == []


def test_a_workshop_that_began_asks_for_nothing_more(cast, workshop, time_machine):
    time_machine.move_to(MONDAY + timedelta(days=3, minutes=1), tick=False)
    assert "Ouvrir" in following(cast.alice.get("/")) and THURSDAY not in following(cast.alice.get("/"))


def test_a_workshop_cancelled_is_followed_within_a_minute(cast, workshop, time_machine):
    time_machine.shift(timedelta(minutes=1))
    cast.chloe.post(f"/cohortes/{cast.cohort}/ateliers/{workshop}/annuler", data={"message": ""})
    jobs.run_waiting()
    assert {place for place, text in said(cast).items() if "Ouvrir" not in text} == set()


def test_the_plan_begins_with_what_one_began(app, cast):
    assert "Ouvrir" in following(cast.bob.get("/plan"))
    reading.keep_place(cast.id("bob"), app.extensions["relais_course"].lesson("essai/fermer"), "", now())
    assert "Fermer" in following(cast.bob.get("/")) and "Fermer" in following(cast.bob.get("/plan"))
