"""Attendance with two screens: the coach's, which shows the code and counts, and a telephone without scripts."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from course.app import create_app
from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort, Term
from course.db import db, forget_connections
from course.people.models import Person
from tests import workshops
from tests.browser.screens import PROJECTORS, whole
from tests.browser.test_pages_are_accessible import AXE, faults
from tests.longest import TEXT
from tests.serving import SECRET, free_port, serving, signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def room(settings):
    """A workshop that has just begun: Chloé coaches, Alice is a member."""
    port = free_port()
    app = create_app(replace(settings, secret_key=SECRET, url=f"http://127.0.0.1:{port}"))
    with app.app_context():
        coach = Person(email="chloe@example.org", name="Chloé", session_key="k")
        member = Person(email="alice@example.org", name="Alice", session_key="k")
        cohort = Cohort(name="Occitanie", starts=now().date() - timedelta(days=30))
        db.session.add_all([coach, member, cohort])
        db.session.flush()
        long = {"starts_at": now() - timedelta(days=30), "ends_at": now() + timedelta(days=30)}
        db.session.add(Term(cohort_id=cohort.id, person_id=coach.id, told=1, **long))
        cohorts.join(cohort, member.id, None, now() - timedelta(days=30))
        number = workshops.prepare(cohort.id, title=TEXT[:200], starts_at=now() - timedelta(minutes=5))
        cookies = {person.name: signed_in(app, person.id, "k")[0] for person in (coach, member)}
        path = f"/cohortes/{cohort.id}/ateliers/{number}"
        forget_connections(app)
    with serving(settings.instance, port, RELAIS_URL=f"http://127.0.0.1:{port}"):
        yield SimpleNamespace(url=f"http://127.0.0.1:{port}", path=path, cookies=cookies)


def screen(device, room, who, **options):
    page = device(room, **options)
    name, _, value = room.cookies[who].partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": room.url}])
    return page


def test_the_code_is_shown_on_one_screen_and_typed_on_another(device, room):
    coach = screen(device, room, "Chloé")
    coach.goto(f"{room.url}{room.path}")
    coach.get_by_role("link", name="Présences").click()
    coach.get_by_role("button", name="Ouvrir et projeter le code").click()
    code = coach.locator(".code").inner_text()
    expect(coach.get_by_text("0 présence notée")).to_be_visible()
    coach.evaluate(Axe().axe_script)
    assert faults(coach, AXE) == []

    telephone = screen(device, room, "Alice", viewport={"width": 360, "height": 640}, java_script_enabled=False)
    telephone.goto(f"{room.url}{room.path}")
    telephone.get_by_role("link", name="Taper le code").click()
    telephone.get_by_label("Code affiché dans la salle").fill("12")
    telephone.get_by_role("button", name="Signer ma présence").click()
    expect(telephone.get_by_role("alert")).to_contain_text("Relisez-le à l’écran")
    telephone.get_by_label("Code affiché dans la salle").fill(code)
    telephone.get_by_role("button", name="Signer ma présence").click()
    expect(telephone.get_by_role("status")).to_contain_text("Votre présence est notée")

    expect(coach.get_by_text("1 présence notée")).to_be_visible(timeout=15000)
    coach.get_by_role("link", name="Revenir aux présences").click()
    expect(coach.get_by_text("Présence signée avec le code")).to_be_visible()
    coach.get_by_role("button", name="Clore les signatures").click()
    expect(coach.get_by_role("button", name="Ouvrir et projeter le code")).to_be_visible()


@pytest.mark.parametrize("size", PROJECTORS, ids=str)
def test_the_code_is_whole_on_every_projector_under_the_longest_title(device, room, size):
    coach = screen(device, room, "Chloé", viewport=size)
    coach.goto(f"{room.url}{room.path}/presences")
    coach.get_by_role("button", name="Ouvrir et projeter le code").click()
    assert whole(coach, ".signing :is(.code, .where, .qr)") == []
    assert coach.locator(".signing .qr").bounding_box()["height"] > size["height"] / 3
