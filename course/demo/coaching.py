"""Who coached, who coaches, and what is handed over from one to the next."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from course.cohorts import term_operations as operations
from course.cohorts.models import Cohort, Term
from course.cohorts.rules import CHECKLIST, stage
from course.db import db
from course.demo.members import Setting
from course.demo.writing import dated
from course.people.models import Person

DAYS = ((-11, 171), (-240, -95), (-123, 17))
"""From when to when, counted from today: who takes over, who coached first, and who hands over."""
_PAST = """Promis : un retour à chaque groupe de projet sur son déroulé, sous huit jours.

Dates : une séance de la cohorte le premier mardi du mois, à 14 h.

Échéances : la demande de salle se fait un mois avant, auprès du secrétariat.

Accès : liste de diffusion de la cohorte, carnet du réseau, dossier partagé des déroulés.

Ce que je ferais autrement : prendre des nouvelles de ceux qui se taisent dès la deuxième semaine, par téléphone."""
_PRESENT = """Promis : relire le déroulé du groupe « accueil des usagers » avant son atelier.

Dates : prochaine séance de la cohorte le premier mardi du mois, à 14 h.

Échéances : le bilan à mi-parcours est attendu par le SGAR.

Accès : liste de diffusion transmise ; la salle en ligne reste à transmettre.

Ce que je ferais autrement :
"""


def terms(cohort: Cohort, coaches: Sequence[int], setting: Setting, actor_id: int) -> Term:
    """Three terms: one over and handed over, one in its last weeks, and the one that has just begun, given back."""
    incoming, past, outgoing = (
        _term(cohort, coach, days, setting, actor_id) for coach, days in zip(coaches, DAYS, strict=True)
    )
    _hand_over(past, _PAST, len(CHECKLIST), setting)
    _hand_over(outgoing, _PRESENT, 3, setting)
    return incoming


def _term(cohort: Cohort, coach: int, days: tuple[int, int], setting: Setting, actor_id: int) -> Term:
    """A term of which everyone was told in its time."""
    person = db.session.get_one(Person, coach)
    first, last = (setting.today + timedelta(days=count) for count in days)
    with dated(setting.at + timedelta(days=days[0] - 6)):
        term = operations.give(cohort, person, (max(first, cohort.starts), last), actor_id, setting.at)
    term.told = stage(term.starts_at, term.ends_at, setting.at)
    return term


def _hand_over(term: Term, note: str, done: int, setting: Setting) -> None:
    """So much of the list is ticked over the last days when one worked; the page is written on the last."""
    zone, last = setting.settings.time_zone, min(term.ends_at, setting.at).date()
    days = [day for day in setting.working if day < last][-done:]
    moments = [datetime.combine(day, time(9, 40 + place), ZoneInfo(zone)) for place, day in enumerate(days)]
    for position, at in enumerate(moments, 1):
        operations.tick(term, position, True, term.person_id, at)
    operations.save_note(term, note, operations.mark_of(term), term.person_id, moments[-1])
