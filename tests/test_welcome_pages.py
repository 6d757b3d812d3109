"""Joining mid-way: the welcome comes first, tells the real history, gives a buddy, and leaves when it is done."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts import roster_operations as rosters
from course.cohorts.models import Cohort, Term
from course.db import db
from course.mail import Message
from course.onboarding.positioning.models import Positioning
from course.onboarding.welcome.models import Arrival
from course.onboarding.welcome.rules import arrives
from course.people import links
from course.people.links import Purpose
from course.people.models import Audit, Person
from course.people.rules import WELCOMED
from course.waivers.models import Waiver
from course.workshops.models import Workshop
from tests import workshops
from tests.cast import PASSWORD
from tests.pressing import button
from tests.taking import at_once

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
PATH = "/cohortes/{}/accueil"

pytestmark = pytest.mark.at(MONDAY)


@pytest.fixture
def cohort(cast):
    """Begun in September; Bob since its first day, Alice since this morning."""
    found = db.session.get_one(Cohort, cast.cohort)
    cohorts.join(found, cast.id("bob"), None, datetime(2026, 9, 1, 8, tzinfo=UTC))
    cohorts.join(found, cast.id("alice"), None, MONDAY)
    db.session.commit()
    return found


def text_of(response):
    return response.text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def test_whoever_joins_after_the_first_day_arrives_for_two_months():
    starts, zone = date(2026, 9, 1), "Europe/Paris"
    first_evening, later = datetime(2026, 9, 1, 21, tzinfo=UTC), datetime(2026, 9, 1, 22, tzinfo=UTC)
    assert not arrives(first_evening, starts, zone, MONDAY)
    assert arrives(later, starts, zone, later + WELCOMED - timedelta(seconds=1))
    assert not arrives(later, starts, zone, later + WELCOMED)


def test_accepting_an_invitation_to_a_running_cohort_leads_to_its_welcome(app, cast, cohort, client):
    person = Person(email="neuve@example.org", name="Nina Neuve", session_key="k")
    db.session.add(person)
    db.session.flush()
    cohorts.join(cohort, person.id, None, MONDAY)
    path = links.make(person, Purpose.INVITATION, timedelta(days=1))
    db.session.commit()
    chosen = {"password": "quatre mots choisis ailleurs", "again": "quatre mots choisis ailleurs"}
    response = client.post(path, data=chosen)
    assert response.headers["Location"] == PATH.format(cohort.id)
    page = text_of(client.get(response.headers["Location"]))
    assert "Bienvenue dans Occitanie" in page and "vous n'êtes pas en retard" in page


def test_the_message_to_somebody_who_had_an_account_leads_there(cast, cohort):
    rosters.welcome(cohort, cast.person("alice"))
    db.session.commit()
    assert PATH.format(cohort.id) in db.session.scalars(select(Message.text)).one()


def test_signing_in_leads_there_until_it_is_closed(app, cast, cohort):
    sign_in = {"email": cast.give_password("alice"), "password": PASSWORD}
    assert app.test_client().post("/connexion", data=sign_in).headers["Location"] == PATH.format(cohort.id)
    wanted = {**sign_in, "next": "/fiches"}
    assert app.test_client().post("/connexion", data=wanted).headers["Location"] == "/fiches"
    assert cast.alice.post(PATH.format(cohort.id), data={"act": "close"}).headers["Location"] == "/"
    assert app.test_client().post("/connexion", data=sign_in).headers["Location"] == "/"


def test_the_home_page_says_which_step_until_it_is_done_or_closed(cast, cohort):
    page = cast.alice.get("/").text
    assert "Votre arrivée, étape 1 sur 4" in page and "Faire connaissance avec la cohorte, 10\u00a0minutes" in page
    cast.alice.post(PATH.format(cohort.id))
    page = cast.alice.get("/")
    assert "étape 2 sur 4" in page.text and 'href="/positionnement"' in page.text
    assert button(page, "n’en ai plus besoin").press(cast.alice).status_code == 303
    assert "Votre arrivée" not in cast.alice.get("/").text
    assert "Votre arrivée" not in cast.bob.get("/").text


def test_whoever_was_there_from_the_first_day_is_not_led_there_but_may_read_it(app, cast, cohort):
    sign_in = {"email": cast.give_password("bob"), "password": PASSWORD}
    assert app.test_client().post("/connexion", data=sign_in).headers["Location"] == "/"
    page = text_of(cast.bob.get(PATH.format(cohort.id)))
    assert "en une page" in page and "Votre arrivée" not in page


def positioned(person_id):
    db.session.add(Positioning(person_id=person_id, moment="entry", started_at=MONDAY, finished_at=MONDAY))
    db.session.commit()


def test_the_steps_follow_each_other_and_the_welcome_leaves_when_they_are_done(app, cast, cohort):
    path = PATH.format(cohort.id)
    assert "J'ai fait connaissance, continuer" in text_of(cast.alice.get(path))
    assert cast.alice.post(path).headers["Location"] == "/positionnement"
    page = text_of(cast.alice.get(path))
    assert "J'ai fait connaissance" not in page and '<a class="button" href="/positionnement">Continuer</a>' in page
    positioned(cast.id("alice"))
    assert '<a class="button" href="/plan">Continuer</a>' in text_of(cast.alice.get(path))
    cast.alice.post("/plan/temps", data={"minutes": "60"})
    assert "Vous êtes installé" in text_of(cast.alice.get(path))
    sign_in = {"email": cast.give_password("alice"), "password": PASSWORD}
    assert app.test_client().post("/connexion", data=sign_in).headers["Location"] == "/"


def test_waivers_wait_for_the_coach_and_not_for_the_person(cast, cohort):
    path, alice = PATH.format(cohort.id), cast.id("alice")
    positioned(alice)
    said = {"title": "Essai", "reason": "field", "origin": "positioning", "state": "proposed", "proposed_at": MONDAY}
    db.session.add(Waiver(person_id=alice, module="essai", **said))
    db.session.commit()
    cast.alice.post(path)
    page = text_of(cast.alice.get(path))
    assert "1 à décider par le coach" in page and '<a class="button" href="/plan">Continuer</a>' in page
    assert "Lire les dispenses proposées : 1 à décider par le coach" in text_of(
        cast.chloe.get(f"/cohortes/{cohort.id}/arrivees")
    )


def test_it_tells_the_real_history_and_who_is_who(cast, cohort):
    number = workshops.prepare(
        cohort.id, starts_at=MONDAY - timedelta(days=30), title="Premier pas", objective="Se connaître"
    )
    held = db.session.get_one(Workshop, number)
    held.deliverables, held.decisions = "Une *trame* d'accord", "On garde le **tour** <script>alert(1)</script>"
    workshops.prepare(cohort.id, title="Cadrer à deux", place="Cahors")
    past = {"starts_at": MONDAY - timedelta(days=80), "ends_at": MONDAY - timedelta(days=20)}
    db.session.add(Term(cohort_id=cohort.id, person_id=cast.id("diane"), told=3, **past))
    db.session.commit()
    page = text_of(cast.alice.get(PATH.format(cohort.id)))
    for told in ("Premier pas", "Une <em>trame</em>", "<strong>tour</strong>", "Cadrer à deux", "Cahors"):
        assert told in page
    assert "Chloé Maillet" in page and "a coaché la cohorte" in page and "Bob Œuvrard" in page
    assert "<script>alert" not in page
    assert "bob@example.org" not in page


def test_one_chooses_a_buddy_who_is_told_once_and_may_answer(cast, cohort):
    path = f"{PATH.format(cohort.id)}/binome"
    for _ in range(2):
        assert cast.alice.post(path, data={"buddy": cast.id("bob")}).status_code == 303
    message = db.session.scalars(select(Message)).one()
    assert (message.recipient, message.reply_to) == ("bob@example.org", "alice@example.org")
    assert "Alice" in message.text and "DDT du Lot" in message.text
    assert "Bob Œuvrard" in text_of(cast.alice.get(PATH.format(cohort.id)))
    assert db.session.scalars(select(Audit.person_id).where(Audit.action == "buddy-named")).all() == [cast.id("alice")]


def test_many_clicks_at_once_tell_the_buddy_once(app, cast, cohort):
    path, browsers = f"{PATH.format(cohort.id)}/binome", [cast.client(app, "alice") for _ in range(8)]
    buddy = {"buddy": cast.id("bob")}
    responses = at_once(app, [lambda client=client: client.post(path, data=buddy) for client in browsers])
    assert {response.status_code for response in responses} == {303}
    assert len(db.session.scalars(select(Message)).all()) == len(db.session.scalars(select(Arrival)).all()) == 1


def test_hesitating_between_two_buddies_tells_each_once(app, cast, cohort):
    cast.add(app, "carl")
    cohorts.join(cohort, cast.id("carl"), None, MONDAY)
    db.session.commit()
    for who in ("bob", "carl") * 3:
        answer = cast.alice.post(f"{PATH.format(cohort.id)}/binome", data={"buddy": cast.id(who)})
        assert answer.status_code == 303
    told = db.session.scalars(select(Message.recipient).order_by(Message.id)).all()
    assert told == ["bob@example.org", "carl@example.org"]
    assert db.session.scalars(select(Arrival.buddy_id)).one() == cast.id("carl")


def test_the_longest_names_fit_in_a_message(cast, cohort):
    cast.person("alice").name, cohort.name = "A" * 120, "C" * 120
    db.session.commit()
    answer = cast.alice.post(f"{PATH.format(cohort.id)}/binome", data={"buddy": cast.id("bob")})
    assert answer.headers["Location"] == f"{PATH.format(cohort.id)}#binome"
    assert db.session.scalars(select(Message.subject)).one().startswith("A" * 120 + " arrive dans C")


@pytest.mark.parametrize("who", ["alice", "diane", "", "9" * 25])
def test_a_buddy_is_another_member_of_the_cohort(cast, cohort, who):
    buddy = cast.id(who) if who in ("alice", "diane") else who
    response = cast.alice.post(f"{PATH.format(cohort.id)}/binome", data={"buddy": buddy})
    assert response.status_code == 422 and "Choisissez un membre de la cohorte." in response.text
    assert db.session.scalars(select(Arrival)).all() == db.session.scalars(select(Message)).all() == []


def test_a_coach_sees_who_arrives_and_names_their_buddy(cast, cohort):
    path = f"/cohortes/{cohort.id}/arrivees"
    page = text_of(cast.chloe.get(path))
    assert "Alice N'Guyên-Le Goff" in page and "pas encore de binôme" in page
    assert page.count('<h2 class="name">') == 1 and f'href="/plan/{cast.id("alice")}"' in page
    assert "/plan/" not in cast.diane.get(path).text
    response = cast.chloe.post(path, data={"person": cast.id("alice"), "buddy": cast.id("bob")})
    assert response.headers["Location"] == path
    arrival = db.session.scalars(select(Arrival)).one()
    assert (arrival.person_id, arrival.buddy_id, arrival.named_by) == tuple(map(cast.id, ("alice", "bob", "chloe")))
    assert "binôme : Bob Œuvrard" in text_of(cast.chloe.get(path))


def test_a_coach_names_nobody_outside_the_cohort(cast, cohort):
    path = f"/cohortes/{cohort.id}/arrivees"
    for fields in ({"person": cast.id("diane"), "buddy": cast.id("bob")}, {"person": cast.id("alice")}):
        assert cast.chloe.post(path, data=fields).status_code == 422
    assert cast.alice.post(path, data={"person": cast.id("alice"), "buddy": cast.id("bob")}).status_code == 404
    assert db.session.scalars(select(Arrival)).all() == []


def test_leaving_the_cohort_closes_its_welcome(cast, cohort):
    cohorts.leave(cohort, cast.id("alice"), cast.id("diane"), now())
    db.session.commit()
    assert cast.alice.get(PATH.format(cohort.id)).status_code == 404
