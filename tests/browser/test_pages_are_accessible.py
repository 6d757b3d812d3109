"""Every page of every role, on the real course: axe-core finds nothing, light and dark, wide and at 320 px.

320 by 256 px is also what a window of 1280 by 1024 px becomes at 400 % zoom (WCAG 1.4.10).
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, current_app
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from course import mail
from course.agendas import operations as agendas
from course.agendas.rules import Row
from course.app import create_app
from course.certificates import operations as certificates
from course.certificates import store
from course.certificates.models import Certificate
from course.clock import now
from course.coaching import operations as coaching
from course.coaching.models import Appointment
from course.coaching.queries import Following, following
from course.coaching.sheet import handout_of
from course.cohorts import roster
from course.cohorts import roster_operations as rosters
from course.cohorts.elections import operations as elections
from course.cohorts.elections.rules import Phase
from course.cohorts.models import Cohort, Term
from course.config import Settings
from course.db import db, forget_connections
from course.demo.people import PEOPLE, address
from course.demo.region import populate
from course.exchange import operations as exchange
from course.exchange.storage import Desk, Order
from course.handouts import operations as handouts
from course.handouts.rules import Handout
from course.jobs import Job
from course.mail import Kind, Message, unsubscribe
from course.onboarding.positioning import operations as positioning
from course.onboarding.positioning.rules import Due, Moment
from course.people import links
from course.people.links import Purpose
from course.people.models import Person
from course.practice import operations as practice
from course.practice.models import PracticeCard
from course.practice.queries import entries as practised
from course.progress.queries import catalog, completion
from course.questions.base import COMPETENCES
from course.quizzes import operations as quizzes
from course.quizzes.models import Attempt
from course.scorm import operations as scorm
from tests import halls, workshops
from tests.browser.reflow import indistinct, misplaced
from tests.browser.screens import PROJECTORS, whole
from tests.browser.site import Site
from tests.conftest import ROOT
from tests.longest import lengthen
from tests.serving import SECRET, signed_in

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 1024}, {"width": 320, "height": 256}
AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
RULES = {"light": AXE, "dark": AXE | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}}
"""In the dark, the page is the same but for its colours."""
ANYONE, NEW, HALF_WAY, DONE, ADMIN = "", "nouvelle", "referente", "coach", "administration"


@dataclass(frozen=True)
class View:
    """A page as somebody sees it, once a button is pressed if there is one."""

    who: str
    path: str
    press: str = ""

    def __str__(self) -> str:
        return f"{self.who or 'anyone'} {self.path} {self.press}".rstrip()


VIEWS = [
    View(ANYONE, "/connexion"),
    View(ANYONE, "/connexion", "Se connecter"),
    View(ANYONE, "/mot-de-passe-oublie"),
    View(ANYONE, "/mot-de-passe-oublie", "Recevoir un lien"),
    View(ANYONE, "/invitation/{invitation}"),
    View(ANYONE, "/invitation/{invitation}", "Entrer"),
    View(ANYONE, "/invitation/inconnue"),
    View(ANYONE, "/reinitialisation/{reset}"),
    View(ANYONE, "/adresse/inconnue"),
    View(ANYONE, "/adresse/inconnue/refus"),
    View(NEW, "/compte/sessions"),
    View(NEW, "/compte/adresse"),
    View(ADMIN, "/administration"),
    View(ANYONE, "/capsule"),
    View(ANYONE, "/capsule/mur"),
    View(ANYONE, "/salle"),
    View(ANYONE, "/salle/{hall}"),
    View(ANYONE, "/aide"),
    View(ANYONE, "/accessibilite"),
    View(ANYONE, "/donnees-personnelles"),
    View(ANYONE, "/verifier"),
    View(ANYONE, "/verifier?code=inconnu"),
    View(ANYONE, "/verifier/{code}"),
    View(ANYONE, "/nulle-part"),
    View(NEW, "/"),
    View(NEW, "/pourquoi"),
    View(NEW, "/evaluations/posture"),
    View(NEW, "/essais/{open}"),
    View(NEW, "/essais/{open}/terminer"),
    View(NEW, "/compte"),
    View(NEW, "/compte/amenagements"),
    View(NEW, "/compte/messagerie"),
    View(ANYONE, "/desabonnement/{unsubscribe}"),
    View(ANYONE, "/desabonnement/{unsubscribe}", "Ne plus recevoir ces messages"),
    View(ADMIN, "/administration/travaux"),
    View(NEW, "/compte", "Changer mon mot de passe"),
    View(NEW, "/administration/personnes"),
    View(HALF_WAY, "/"),
    View(HALF_WAY, "/pourquoi"),
    View(HALF_WAY, "/evaluations/posture"),
    View(HALF_WAY, "/essais/{failed}"),
    View(HALF_WAY, "/attestations/posture"),
    View(HALF_WAY, "/fiches"),
    View(HALF_WAY, "/fiches?taille=9000&duree=1&distance=y&niveau=1"),
    View(HALF_WAY, "/fiches?taille=abc"),
    View(HALF_WAY, "/fiches/world-cafe"),
    View(HALF_WAY, "/fiches/double-diamant"),
    View(HALF_WAY, "/deroules"),
    View(HALF_WAY, "/deroules", "Créer un déroulé"),
    View(HALF_WAY, "/deroules/{agenda}"),
    View(HALF_WAY, "/deroules/{agenda}", "Ajouter cette fiche"),
    View(HALF_WAY, "/deroules/{agenda}/supprimer"),
    View(HALF_WAY, "/documents/deroule/{agenda}/{handout}"),
    View(HALF_WAY, "/deroules/ajouter?fiche=world-cafe"),
    View(HALF_WAY, "/reviser"),
    View(HALF_WAY, "/reviser", "Vérifier"),
    View(HALF_WAY, "/reviser/{revised}"),
    View(NEW, "/reviser"),
    View(NEW, "/cohortes/{cohort}/accueil"),
    View(HALF_WAY, "/cohortes/{cohort}/accueil"),
    View(DONE, "/cohortes/{cohort}/arrivees"),
    View(DONE, "/cohortes/{cohort}/arrivees", "Proposer ce binôme"),
    View(NEW, "/plan"),
    View(NEW, "/positionnement"),
    View(NEW, "/positionnement/C"),
    View(NEW, "/positionnement/E", "Enregistrer et continuer"),
    View(NEW, "/positionnement/test"),
    View(NEW, "/positionnement/fin"),
    View(HALF_WAY, "/positionnement"),
    View(DONE, "/dispenses/{person}"),
    View(HALF_WAY, "/plan", "Enregistrer ce temps"),
    View(HALF_WAY, "/plan", "Ajouter cette absence"),
    View(DONE, "/plan/{newcomer}"),
    View(DONE, "/"),
    View(DONE, "/evaluations/posture"),
    View(DONE, "/essais/{passed}"),
    View(DONE, "/attestations/posture"),
    View(DONE, "/deroules"),
    View(DONE, "/animer"),
    View(DONE, "/animer/{hall}"),
    View(DONE, "/recherche?q=ecouter"),
    View(DONE, "/questions/statistiques?module=posture"),
    View(DONE, "/questions/statistiques/posture/role-votre-avis"),
    View(ADMIN, "/"),
    View(ADMIN, "/administration/personnes"),
    View(ADMIN, "/administration/personnes?q=personne&etat=active"),
    View(ADMIN, "/administration/personnes/{person}"),
    View(ADMIN, "/administration/personnes/{invited}"),
    View(ADMIN, "/administration/personnes/inviter"),
    View(ADMIN, "/administration/personnes/inviter", "Envoyer l’invitation"),
    View(HALF_WAY, "/cohortes/{cohort}"),
    View(ADMIN, "/cohortes"),
    View(DONE, "/cohortes/{cohort}"),
    View(HALF_WAY, "/cohortes/{cohort}/ateliers"),
    View(HALF_WAY, "/cohortes/{cohort}/ateliers/{workshop}"),
    View(HALF_WAY, "/cohortes/{cohort}/histoire"),
    View(HALF_WAY, "/calendrier"),
    View(HALF_WAY, "/calendrier", "Créer mon adresse"),
    View(DONE, "/cohortes/{cohort}/ateliers/{workshop}"),
    View(DONE, "/cohortes/{cohort}/ateliers/{workshop}/annuler"),
    View(DONE, "/cohortes/{cohort}/ateliers/{workshop}/modifier"),
    View(DONE, "/cohortes/{cohort}/ateliers/{workshop}/suites"),
    View(DONE, "/cohortes/{cohort}/ateliers/nouveau"),
    View(DONE, "/cohortes/{cohort}/ateliers/{signing}/presences"),
    View(DONE, "/cohortes/{cohort}/ateliers/{signing}/presences/feuille"),
    View(HALF_WAY, "/cohortes/{cohort}/ateliers/{signing}"),
    View(HALF_WAY, "/presence"),
    View(HALF_WAY, "/presence", "Signer ma présence"),
    View(DONE, "/cohortes/{cohort}/ateliers/nouveau", "Créer l’atelier"),
    View(DONE, "/cohortes/{cohort}/mandats/{term}"),
    View(DONE, "/cohortes/{cohort}/mandats/{term}", "Ajouter"),
    View(DONE, "/cohortes/{cohort}/suivi"),
    View(DONE, "/cohortes/{cohort}/miroir"),
    View(DONE, "/cohortes/{cohort}/miroir/projection"),
    View(DONE, "/cohortes/{cohort}/questions"),
    View(DONE, "/cohortes/{cohort}/suivi/classeur"),
    View(DONE, "/cohortes/{cohort}/suivi/{person}/parcours"),
    View(DONE, "/cohortes/{cohort}/elections/nouvelle"),
    View(DONE, "/cohortes/{cohort}/elections/nouvelle", "Commencer"),
    View(HALF_WAY, "/cohortes/{cohort}/elections/{election}"),
    View(HALF_WAY, "/cohortes/{cohort}/elections/{election}", "Enregistrer ma réponse"),
    View(DONE, "/cohortes/{cohort}/elections/{election}"),
    View(DONE, "/cette-semaine"),
    View(DONE, "/cohortes/{cohort}/reperes"),
    View(DONE, "/cohortes/{cohort}/suivi/{person}"),
    View(DONE, "/cohortes/{cohort}/suivi/{person}", "Garder la note"),
    View(DONE, "/cohortes/{cohort}/suivi/{person}/message"),
    View(DONE, "/cohortes/{cohort}/suivi/{person}", "Fiche de suivi"),
    View(DONE, "/cohortes/{cohort}/suivi/{person}/fiche/{follow_up}"),
    View(DONE, "/cohortes/{cohort}/suivi/{person}/rendez-vous"),
    View(DONE, "/cohortes/{cohort}/suivi/{person}/rendez-vous", "Prendre ce rendez-vous"),
    View(DONE, "/cohortes/{cohort}/suivi/{person}/rendez-vous/{appointment}/annuler"),
    View(HALF_WAY, "/compte/accompagnement"),
    View(HALF_WAY, "/compte/accompagnement/rendez-vous/{appointment}/annuler"),
    View(ADMIN, "/administration/cohortes"),
    View(ADMIN, "/administration/cohortes/nouvelle"),
    View(ADMIN, "/administration/cohortes/nouvelle", "Enregistrer"),
    View(ADMIN, "/administration/cohortes/{cohort}"),
    View(ADMIN, "/administration/cohortes/{cohort}/modifier"),
    View(ADMIN, "/administration/cohortes/{cohort}/inviter"),
    View(ADMIN, "/administration/cohortes/{cohort}/inviter", "Voir ce que fera la liste"),
    View(ADMIN, "/administration/cohortes/{cohort}/listes/{roster}"),
    View(ADMIN, "/administration/cohortes/{cohort}/mandats/{term}"),
    View(ADMIN, "/administration/personnes/{person}/cohortes"),
    View(ADMIN, "/amenagements/{person}"),
    View(ADMIN, "/amenagements/{person}", "Accorder cet essai"),
    View(ADMIN, "/administration/mur"),
    View(ADMIN, "/modules/posture/scorm"),
    View(ADMIN, "/modules/posture/scorm/entier"),
    View(ADMIN, "/administration/banques"),
    View(ADMIN, "/administration/banques", "Lire le fichier"),
    View(ADMIN, "/administration/banques/posture"),
    View(ADMIN, "/administration/banques/imports/{upload}"),
    View(ADMIN, "/administration/messages"),
    View(ADMIN, "/administration/messages/{message}"),
    *(
        View(NEW, f"/modules/{module.name}")
        for module in sorted(ROOT.glob("modules/*"))
        if (module / "index.md").exists()
    ),
]
LESSONS = sorted(ROOT.glob("modules/*/[0-9][0-9]-*.md"))
VIEWS += [View(NEW, f"/lecons/{path.parent.name}/{path.stem[3:]}") for path in LESSONS]
VIEWS += [View(DONE, f"/lecons/posture/{path.stem[3:]}") for path in LESSONS if path.parent.name == "posture"]
NOT_PAGES = {
    "static",
    "certificates.download",
    "handouts.download",
    "scorm.download",
    "tracking_export.download",
    "agenda_editor.calendar",
    "hall.words",
    "workshops.calendar",
    "calendars.calendar",
    "coaching_appointments.calendar_file",
    "coaching_own.calendar_file",
    "attendance.export",
    "coaching_sheet.download",
}
NOT_PAGES |= {"hall_animator.project", "attendance.project", "hall.relay", "scorm.download"}
NOT_PAGES |= {"machines.robots", "machines.security", "machines.alive", "people_sessions.current"}
NOT_PAGES |= {"exchange.leave", "exchange.download", "exchange.image", "pictures.picture"}
"""Files and data; and the screens of a hall, which tests/browser/test_hall_screens.py looks at."""


@pytest.fixture(scope="module")
def stage(real_site: Site) -> Iterator[SimpleNamespace]:
    """The demonstration's people, with what makes every kind of page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_HOME", str(ROOT))
        app = create_app(Settings(secret_key=SECRET, instance=real_site.instance, smtp_url=real_site.office.url))
    with app.app_context():
        populate(size=20)
        names = _attempts() | _certificate() | _agenda() | _administered() | _practice() | _cohort()
        _positioned()
        lengthen()
        cookies = {key: signed_in(app, person.id, person.session_key)[0] for key, person in _people().items()}
        forget_connections(app)
    yield SimpleNamespace(app=app, names=names, cookies=cookies)


def _people() -> dict[str, Person]:
    named = select(Person).where(Person.email.in_(map(address, PEOPLE)))
    return {person.email.partition("@")[0]: person for person in db.session.scalars(named)}


def _attempts() -> dict[str, object]:
    quiz, people = catalog().quizzes["posture"], _people()
    started = {}
    for key in (NEW, HALF_WAY):
        started[key] = quizzes.start(people[key].id, "posture", quiz, now() - timedelta(hours=1), "Europe/Paris").id
        db.session.commit()
    quizzes.submit(people[HALF_WAY].id, started[HALF_WAY], now())
    db.session.commit()
    mine = select(Attempt.id).where(Attempt.person_id == people[DONE].id, Attempt.quiz == "posture", Attempt.passed)
    passed = db.session.scalars(mine).one()
    return {"open": started[NEW], "failed": started[HALF_WAY], "passed": passed}


def _positioned() -> None:
    """One under way, one finished that proposes waivers."""
    people, content = _people(), catalog()
    for key in (NEW, HALF_WAY):
        positioning.begin(people[key].id, Due(Moment.ENTRY), now())
        levels = dict.fromkeys(COMPETENCES, 4)
        positioning.keep_levels(people[key].id, levels, content)
    positioning.keep_story(people[HALF_WAY].id, "IRA, 2024", "Six ateliers")
    positioning.finish(people[HALF_WAY].id, content, now())
    db.session.commit()


def _certificate() -> dict[str, object]:
    """One that the server makes, and one whose file is gone."""
    coach, half_way = _people()[DONE], _people()[HALF_WAY]
    certificates.issue(coach.id, coach.name, completion(coach.id, "posture"))
    db.session.commit()
    made = db.session.scalars(select(Certificate).where(Certificate.person_id == coach.id)).one()
    lost = {"code": "RL-0000-0000-0000", "subject": "posture", "facts": made.facts, "ready_at": now()}
    db.session.add(Certificate(person_id=half_way.id, **lost))
    db.session.commit()
    return {"code": made.code}


def _practice() -> dict[str, object]:
    person = _people()[HALF_WAY].id
    first = db.session.scalars(select(PracticeCard).where(PracticeCard.person_id == person)).first()
    entry = practised()[first.source, first.question]
    practice.answer(person, first.id, entry.question, entry.question.solution(), now())
    db.session.commit()
    return {"revised": first.id}


def _agenda() -> dict[str, object]:
    agenda = agendas.create(_people()[HALF_WAY].id, "Ouvrir le projet d'accueil", now())
    head = {"day": date(2026, 12, 8), "starts": time(9, 30), "planned": 120, "place": "Salle des actes, premier étage"}
    rows = [Row("Accueil", 10), Row("World café", 60, "world-cafe", "Amel", "Par tables de six."), Row("Marge", 15)]
    agendas.save(agenda, head, rows, now())
    db.session.commit()
    mark = "0123456789abcdef"
    store.write(handouts.file_of(Handout("deroule", str(agenda.id), mark)), b"%PDF-1.7 essai")
    store.write(scorm.file_of(scorm.key("posture", True)), b"PK essai")
    return {"agenda": agenda.id, "handout": mark, "hall": halls.open_hall(_people()[DONE].id)}


def _administered() -> dict[str, object]:
    person = Person(email="evan@example.org", name="Évan Le Dû", service="Préfecture du Lot", session_key="k")
    db.session.add(person)
    letter = {"name": "Évan", "url": "https://e.example/x", "days": 2, "host": None, "administers": True}
    mail.queue("refused@example.org", "Votre invitation", "invitation", kind=Kind.ACCOUNT, **letter)
    failed = {"state": "failed", "error": "l'imprimante est vide", "finished_at": now()}
    db.session.add(Job(kind="mail", key="ancien", payload=json.dumps({}), **failed))
    running = {"state": "running", "done": 120, "total": 500, "alive_at": now() + timedelta(days=1)}
    db.session.add(Job(kind="roster", key="roster:0", payload="{}", person_id=_people()[ADMIN].id, **running))
    db.session.flush()
    secrets = {purpose.name.lower(): links.make(person, purpose, timedelta(days=1)) for purpose in Purpose}
    message = db.session.scalars(select(Message.id)).one()
    db.session.commit()
    secrets = {name: path.rpartition("/")[2] for name, path in secrets.items()} | {"upload": _upload()}
    signed = unsubscribe.address(_people()[NEW].id, Kind.DIGEST).rpartition("/")[2]
    secrets["unsubscribe"] = signed
    return {"person": _people()[HALF_WAY].id, "invited": person.id, "message": message, **secrets}


def _cohort() -> dict[str, object]:
    term = db.session.scalars(select(Term).where(Term.person_id == _people()[DONE].id)).one()
    found = roster.read([[(1, ["email", "nom"]), (2, ["awa@exemple.fr", "Awa Diallo"]), (3, ["faux", "Bo"])]])
    kept = rosters.keep(db.session.get_one(Cohort, term.cohort_id), found, _people()[ADMIN].id)
    db.session.commit()
    who = following(term.cohort_id, _people()[HALF_WAY].id, term.person_id, now())
    store.write(handouts.file_of(handout_of(who, "0123456789abcdef")), b"%PDF-1.7 essai")
    return {
        "follow_up": "0123456789abcdef",
        "appointment": _appointment(who),
        "cohort": term.cohort_id,
        "term": term.id,
        "roster": kept.id,
        "election": _election(term.cohort_id),
        "workshop": _workshop(term),
        "signing": _signing(term),
        "newcomer": _people()[NEW].id,
    }


def _appointment(who: Following) -> int:
    """One to come, after one that is cancelled."""
    for days in (2, 3):
        when = {"starts_at": now() + timedelta(days=days), "minutes": 20, "place": "Salle des actes"}
        coaching.make_appointment(who, {**when, "token": str(days) * 32}, [], now())
    first, last = db.session.scalars(select(Appointment).where(Appointment.cohort_id == who.cohort.id)).all()[-2:]
    coaching.cancel_appointment(who, first, "Un imprévu", who.coach, now())
    db.session.commit()
    return last.id


def _workshop(term: Term) -> int:
    """One that ends, with something to do before, an agenda, and what came out of it."""
    agenda = agendas.create(term.person_id, "Cadrer ensemble", now())
    head = {"day": None, "starts": time(9, 30), "planned": 120, "place": ""}
    agendas.save(agenda, head, [Row("Accueil", 10, note="En cercle"), Row("Tour", 60, "world-cafe", "Amel")], now())
    written = {"deliverables": "## La carte\n\n- [En ligne](https://exemple.fr)", "decisions": "**On se revoit.**"}
    values = {"agenda_id": agenda.id, "starts_at": now() - timedelta(hours=1), "link": "https://visio.example/cadrer"}
    asked = [("posture", None), ("collectif", "collectif/decider")]
    number = workshops.prepare(term.cohort_id, asked, **values, **written, written_at=now(), ends_at=now())
    db.session.commit()
    return number


def _signing(term: Term) -> int:
    """One that goes on, where people sign."""
    return workshops.signing(term.cohort_id, _people()[NEW].id)


def _election(cohort_id: int) -> int:
    """One in its round of objections."""
    people, days = _people(), {"first": date(2027, 2, 22), "last": date(2027, 8, 22)}
    role = {"mandate": "Coacher six mois", "criteria": "Écoute\nDisponible", **days}
    election = elections.open_election(db.session.get_one(Cohort, cohort_id), role, people[DONE].id)
    elections.move(election, Phase.ROLE, people[DONE].id)
    elections.vote(election, people[HALF_WAY].id, people[NEW].id, "Elle écoute.", now())
    for phase in (Phase.BALLOTS, Phase.REASONS, Phase.REPORTS):
        elections.move(election, phase, people[DONE].id)
    elections.propose(election, people[NEW].id, "Elle écoute, et cela s'est vu.", people[DONE].id, now())
    db.session.commit()
    return election.id


def _upload() -> str:
    """A file imported, read."""
    desk = Desk(current_app.extensions["relais_settings"].instance, "0123456789abcdef")
    desk.open(Order(_people()[ADMIN].id, "questions.xml", "", "", ""))
    shutil.copy(ROOT / "tests" / "exchange_corpus" / "kinds.xml", desk.source)
    exchange.read({"token": desk.token}, lambda _done, _total: None)
    return desk.token


@pytest.fixture(scope="module")
def pages(chromium: Browser, real_site: Site, stage: SimpleNamespace) -> Iterator[dict[str, Page]]:
    """A browser for each person, signed in."""
    contexts = {}
    for who in (ANYONE, *stage.cookies):
        contexts[who] = chromium.new_context(base_url=real_site.url, viewport=WIDE, reduced_motion="reduce")
        if who:
            name, _, value = stage.cookies[who].partition("=")
            contexts[who].add_cookies([{"name": name, "value": value, "url": real_site.url}])
    yield {who: context.new_page() for who, context in contexts.items()}
    for context in contexts.values():
        context.close()


def matched(app: Flask, path: str) -> str:
    numbers = dict.fromkeys(("open", "failed", "passed", "agenda", "person", "invited", "message", "revised"), 1)
    numbers |= dict.fromkeys(("cohort", "term", "roster", "election", "workshop", "newcomer", "signing", "member"), 1)
    numbers["appointment"] = 1
    words = ("invitation", "reset", "code", "hall", "handout", "follow_up", "upload", "unsubscribe")
    words = dict.fromkeys(words, "x")
    return app.url_map.bind("").match(path.partition("?")[0].format(**numbers, **words))[0]


def test_no_page_is_missing_from_the_list(stage):
    known = {rule.endpoint for rule in stage.app.url_map.iter_rules() if "GET" in rule.methods} - NOT_PAGES
    assert known == {matched(stage.app, view.path) for view in VIEWS if view.path != "/nulle-part"}


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_it_is_accessible(stage, pages, view):
    page = pages[view.who]
    page.set_viewport_size(WIDE)
    page.goto(view.path.format(**stage.names))
    if view.press:
        page.get_by_role("button", name=view.press).first.click()
        page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "fr"
    landmarks = {role: page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")}
    assert landmarks == {"banner": 1, "main": 1, "contentinfo": 1}
    assert page.locator("h1:visible").count() == 1
    page.evaluate(Axe().axe_script)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert faults(page, RULES[scheme]) == [], (size["width"], scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.emulate_media(color_scheme="light")
    assert misplaced(page) == []
    assert indistinct(page) == []


@pytest.mark.parametrize("size", PROJECTORS, ids=str)
def test_the_mirror_is_whole_on_every_projector(stage, pages, size):
    pages[DONE].set_viewport_size(size)
    pages[DONE].goto("/cohortes/{cohort}/miroir/projection".format(**stage.names))
    assert whole(pages[DONE], ".mirror-screen .bars") == []


def faults(page: Page, options: dict[str, object]) -> list[tuple[str, str, str]]:
    """What axe-core finds wrong: rule, element, and why."""
    found = page.evaluate(f"axe.run({json.dumps(options)})")["violations"]
    return [(rule["id"], node["html"][:200], node["failureSummary"]) for rule in found for node in rule["nodes"]]
