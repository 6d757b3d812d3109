"""Every route, written once: who gets what, and what a write sends; and the scene where they are tried.

A test fails when a route is missing here. `{names}` are filled by the scene; everything in it is Alice's,
but for {person}, a third one whom administrators look after.
"""

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from course import mail
from course.agendas import operations as agendas
from course.agendas.models import Agenda
from course.agendas.rules import Row
from course.certificates import operations as certificates
from course.certificates import store
from course.certificates.models import Certificate
from course.clock import now
from course.coaching import operations as coaching
from course.coaching.models import Appointment, Handled, Letter, Note
from course.coaching.operations import Written
from course.coaching.queries import following
from course.coaching.schema import Kind as Why
from course.coaching.sheet import handout_of
from course.cohorts import operations as cohorts
from course.cohorts import roster_operations as rosters
from course.cohorts import term_operations as terms
from course.cohorts.elections import operations as elections
from course.cohorts.elections.models import Answer, Ballot, Proposal
from course.cohorts.elections.rules import Phase
from course.cohorts.models import Cohort, Term
from course.cohorts.roster import Line, Roster
from course.cohorts.term_operations import mark_of
from course.db import Base, db
from course.exchange import operations as exchange
from course.exchange.storage import Desk, Order
from course.hall import operations as hall_operations
from course.hall.rules import STANDING
from course.handouts import operations as handouts
from course.handouts.rules import Handout
from course.jobs import Job
from course.mail import Kind, Message, unsubscribe
from course.modules import operations as reading
from course.onboarding.plan import operations as plans
from course.onboarding.plan.models import PlanAbsence
from course.onboarding.positioning import operations as positioning
from course.onboarding.positioning.rules import Due, Moment
from course.people import links
from course.people.links import Purpose
from course.people.models import AddressChange, OpenSession, Person
from course.practice import operations as practice
from course.practice.models import PracticeCard
from course.progress.queries import completion
from course.questions.base import COMPETENCES
from course.quizzes import operations as quizzes
from course.quizzes.models import DONE, Attempt, AttemptItem
from course.quizzes.queries import items as items_of
from course.scorm import operations as scorm
from course.tracking import export_operations as grids
from course.waivers.models import Waiver
from course.waivers.rules import State
from course.workshops import codes
from course.workshops import feed_operations as calendars
from course.workshops.models import Workshop
from course.workshops.operations import written_mark
from tests import halls, workshops
from tests.cast import PASSWORD, Cast
from tests.waiving import waive

ROLES = ("anonymous", "owner", "other", "coach", "admin")

PAGES = """
path                                              anonymous owner other coach admin
/                                                 in        200   200   200   200
/accessibilite                                    200       200   200   200   200
/robots.txt                                       200       200   200   200   200
/.well-known/security.txt                         404       404   404   404   404
/sante                                            200       200   200   200   200
/administration                                   in        403   403   403   200
/administration/banques                           in        403   403   403   200
/administration/banques/essai                     in        403   403   403   200
/administration/banques/essai/gift                in        403   403   403   200
/administration/banques/imports/{upload}          in        403   403   403   200
/administration/banques/imports/{upload}/fichier  in        403   403   403   200
/administration/banques/imports/{upload}/img/schema.png in  403   403   403   200
/administration/cohortes                          in        403   403   403   200
/administration/cohortes/{cohort}                 in        403   403   403   200
/administration/cohortes/{cohort}/inviter         in        403   403   403   200
/administration/cohortes/{cohort}/listes/{roster} in        403   403   403   200
/administration/cohortes/{cohort}/mandats/{term}  in        403   403   403   200
/administration/cohortes/{cohort}/modifier        in        403   403   403   200
/administration/cohortes/nouvelle                 in        403   403   403   200
/administration/messages                          in        403   403   403   200
/administration/messages/{message}                in        403   403   403   200
/administration/mur                               in        403   403   403   200
/administration/travaux                           in        403   403   403   200
/administration/personnes                         in        403   403   403   200
/administration/personnes/{person}                in        403   403   403   200
/administration/personnes/{person}/cohortes       in        403   403   403   200
/administration/personnes/inviter                 in        403   403   403   200
/adresse/{proof}                                  200       200   200   200   200
/adresse/{refusal}/refus                          200       200   200   200   200
/aide                                             200       200   200   200   200
/animer                                           in        403   403   200   200
/animer/{hall}                                    in        403   403   200   404
/animer/{hall}/projection                         in        403   403   200   404
/amenagements/{person}                            in        404   404   404   200
/attestations/essai                               in        200   404   404   404
/attestations/essai/pdf                           in        200   404   404   404
/calendrier                                       in        200   200   200   200
/calendrier/{secret}.ics                          200       200   200   200   200
/capsule                                          200       200   200   200   200
/capsule/mur                                      200       200   200   200   200
/cohortes                                         in        200   200   200   200
/cohortes/{cohort}                                in        200   404   200   200
/cohortes/{cohort}/accueil                        in        200   404   404   404
/cohortes/{cohort}/arrivees                       in        404   404   200   200
/cohortes/{empty}/elections/nouvelle              in        404   404   404   200
/cohortes/{cohort}/ateliers                       in        200   404   200   200
/cohortes/{cohort}/ateliers/{workshop}            in        200   404   200   200
/cohortes/{cohort}/ateliers/{workshop}/annuler    in        404   404   200   200
/cohortes/{cohort}/ateliers/{workshop}/atelier.ics in       200   404   200   200
/cohortes/{cohort}/ateliers/{workshop}/modifier   in        404   404   200   200
/cohortes/{cohort}/ateliers/{workshop}/suites     in        404   404   200   200
/cohortes/{cohort}/ateliers/{signing}/presences   in        404   404   200   200
/cohortes/{cohort}/ateliers/{signing}/presences/code in     404   404   200   200
/cohortes/{cohort}/ateliers/{signing}/presences/feuille in  404   404   200   200
/cohortes/{cohort}/ateliers/{signing}/presences/feuille.csv in 404 404   200   200
/cohortes/{cohort}/ateliers/nouveau               in        404   404   200   200
/cohortes/{cohort}/histoire                       in        200   404   200   200
/cohortes/{lifting}                               in        200   404   200   200
/cohortes/{cohort}/mandats/{term}                 in        404   200   200   200
/cohortes/{cohort}/suivi                          in        404   404   200   200
/cohortes/{cohort}/suivi/{member}/parcours        in        404   404   200   200
/cette-semaine                                    in        403   403   200   200
/cohortes/{cohort}/reperes                        in        404   404   200   404
/cohortes/{cohort}/suivi/{member}                 in        404   404   200   404
/cohortes/{cohort}/suivi/{member}/fiche/{follow_up} in      404   404   200   404
/cohortes/{cohort}/suivi/{member}/fiche/{follow_up}/pdf in  404   404   200   404
/cohortes/{cohort}/suivi/{member}/message         in        404   404   200   404
/cohortes/{cohort}/suivi/{member}/rendez-vous     in        404   404   200   404
/cohortes/{cohort}/suivi/{member}/rendez-vous/{appointment}.ics in 404 404 200   404
/cohortes/{cohort}/suivi/{member}/rendez-vous/{appointment}/annuler in 404 404 200 404
/cohortes/{cohort}/suivi/classeur                 in        404   404   200   200
/cohortes/{cohort}/miroir                         in        404   404   200   200
/cohortes/{cohort}/miroir/projection              in        404   404   200   200
/cohortes/{cohort}/questions                      in        404   404   200   200
/cohortes/{cohort}/suivi/classeur/xlsx            in        404   404   200   404
/compte                                           in        200   200   200   200
/compte/adresse                                   in        200   200   200   200
/compte/accompagnement                            in        200   200   200   200
/compte/accompagnement/rendez-vous/{appointment}.ics in     200   404   404   404
/compte/accompagnement/rendez-vous/{appointment}/annuler in 200   404   404   404
/compte/messagerie                                in        200   200   200   200
/compte/sessions                                  in        200   200   200   200
/compte/sessions/actuelle                         in        200   200   200   200
/compte/amenagements                              in        200   200   200   200
/connexion                                        200       303   303   303   303
/desabonnement/{unsubscribe}                      200       200   200   200   200
/deroules                                         in        200   200   200   200
/deroules/{agenda}                                in        200   404   404   404
/deroules/{agenda}/agenda.ics                     in        200   404   404   404
/deroules/{agenda}/supprimer                      in        200   404   404   404
/deroules/ajouter?fiche=tour-d-essai              in        200   200   200   200
/dispenses/{person}                               in        404   404   404   200
/dispenses/{member}                               in        404   404   200   200
/documents/deroule/{agenda}/{handout}             in        200   404   404   404
/documents/deroule/{agenda}/{handout}/pdf         in        200   404   404   404
/donnees-personnelles                             200       200   200   200   200
/essais/{attempt}                                 in        200   404   404   404
/essais/{result}                                  in        200   404   404   404
/essais/{attempt}/terminer                        in        200   404   404   404
/evaluations/essai                                in        200   200   200   200
/fiches                                           in        200   200   200   200
/fiches/tour-d-essai                              in        200   200   200   200
/invitation/{invitation}                          200       200   200   200   200
/lecons/essai/ouvrir                              in        200   200   200   200
/modules/essai                                    in        200   200   200   200
/modules/essai/scorm                              in        403   403   403   200
/modules/essai/scorm/entier                       in        403   403   403   200
/modules/essai/scorm/entier/zip                   in        403   403   403   200
/mot-de-passe-oublie                              200       200   200   200   200
/positionnement                                   in        200   200   200   200
/positionnement/A                                 in        200   200   200   200
/positionnement/fin                               in        200   200   200   200
/positionnement/test                              in        200   200   200   200
/pourquoi                                         in        200   200   200   200
/presence                                         in        200   200   200   200
/questions/statistiques                           in        403   403   200   200
/questions/statistiques/essai/a-choix             in        403   403   404   200
/questions/img/point.png                          in        200   200   200   200
/plan                                             in        200   200   200   200
/plan/{member}                                    in        404   404   200   404
/recherche                                        in        200   200   200   200
/reinitialisation/{reset}                         200       200   200   200   200
/reviser                                          in        200   200   200   200
/reviser/{revised}                                in        200   404   404   404
/salle                                            200       200   200   200   200
/salle/{hall}                                     200       200   200   200   200
/salle/{hall}/mots                                200       200   200   200   200
/salle/{hall}/mur                                 200       200   200   200   200
/static/{asset}                                   200       200   200   200   200
/verifier                                         200       200   200   200   200
/verifier/{code}                                  200       200   200   200   200
"""

WRITES = """
path                                              anonymous owner other coach admin
/administration/banques                           401       403   403   403   303
/administration/cohortes/{cohort}/inviter         401       403   403   403   303
/administration/cohortes/{cohort}/listes/{roster} 401       403   403   403   303
/administration/cohortes/{cohort}/mandats         401       403   403   403   303
/administration/cohortes/{cohort}/mandats/{term}  401       403   403   403   303
/administration/cohortes/{cohort}/mandats/{spare}/fin 401   403   403   403   303
/administration/cohortes/{cohort}/modifier        401       403   403   403   303
/administration/cohortes/nouvelle                 401       403   403   403   303
/administration/messages/{message}/renvoyer       401       403   403   403   303
/administration/mur/mots                          401       403   403   403   303
/administration/mur/ouverture                     401       403   403   403   303
/administration/mur/vider                         401       403   403   403   303
/administration/personnes/{person}/deconnexion    401       403   403   403   303
/administration/personnes/{person}/adresse        401       403   403   403   303
/administration/personnes/{person}/fermer         401       403   403   403   303
/administration/personnes/{person}/invitation     401       403   403   403   303
/administration/personnes/{closed}/ouvrir         401       403   403   403   303
/administration/personnes/{person}/role           401       403   403   403   303
/administration/personnes/{member}/cohortes/{cohort}/depart 401 403 403 403   303
/administration/personnes/{person}/cohortes       401       403   403   403   303
/administration/personnes/inviter                 401       403   403   403   303
/administration/travaux/{spoilt}/abandonner       401       403   403   403   303
/administration/travaux/{job}/relancer            401       403   403   403   303
/amenagements/{person}/essai                      401       404   404   404   303
/amenagements/{person}/temps                      401       404   404   404   303
/animer                                           401       403   403   303   303
/animer/{hall}/mots                               401       403   403   303   404
/animer/{hall}/mur                                401       403   403   303   404
/attestations/essai                               401       303   409   409   409
/calendrier                                       401       303   303   303   303
/capsule/mot                                      200       200   200   200   200
/cohortes/{adopted}/mandat                        401       404   404   303   303
/cohortes/{adopting}/adoption                     401       404   404   303   303
/cohortes/{adopting}/autre-nom                    401       404   404   303   303
/cohortes/{adopting}/role                         401       404   404   303   303
/cohortes/{answering}/objection                   401       303   404   403   403
/cohortes/{cohort}/accueil                        401       303   404   404   404
/cohortes/{cohort}/accueil/binome                 401       303   404   404   404
/cohortes/{cohort}/arrivees                       401       404   404   303   303
/cohortes/{empty}/elections/nouvelle              401       404   404   404   303
/cohortes/{lifting}/levee/{member}                401       303   404   303   303
/cohortes/{proposing}/proposition                 401       404   404   303   303
/cohortes/{voting}/arret                          401       404   404   303   303
/cohortes/{voting}/avancer                        401       404   404   303   303
/cohortes/{voting}/bulletin                       401       303   404   403   403
/cohortes/{cohort}/ateliers/{workshop}/annuler    401       404   404   303   303
/cohortes/{cohort}/ateliers/{workshop}/modifier   401       404   404   303   303
/cohortes/{cohort}/ateliers/{workshop}/suites     401       404   404   303   303
/cohortes/{cohort}/ateliers/{signing}/presences   401       404   404   303   303
/cohortes/{cohort}/ateliers/{signing}/presences/ouverture 401 404 404   303   303
/cohortes/{cohort}/ateliers/{signing}/presences/{came}/retrait 401 404 404 303 303
/cohortes/{cohort}/ateliers/nouveau               401       404   404   303   303
/cohortes/{cohort}/mandats/{term}                 401       404   404   303   303
/cohortes/{cohort}/suivi/export                   401       404   404   200   200
/cohortes/{cohort}/miroir                         401       404   404   303   303
/cohortes/{cohort}/mandats/{term}/points          401       404   404   303   303
/cohortes/{cohort}/mandats/{term}/points/1        401       404   404   303   303
/cohortes/{cohort}/reperes                        401       404   404   303   404
/cohortes/{cohort}/suivi/{member}/fiche           401       404   404   303   404
/cohortes/{cohort}/suivi/{member}/message         401       404   404   303   404
/cohortes/{cohort}/suivi/{member}/notes           401       404   404   303   404
/cohortes/{cohort}/suivi/{member}/notes/{note}/supprimer 401 404  404   303   404
/cohortes/{cohort}/suivi/{member}/regler          401       404   404   303   404
/cohortes/{cohort}/suivi/{member}/remettre/{handled} 401    404   404   303   404
/cohortes/{cohort}/suivi/{member}/rendez-vous     401       404   404   303   404
/cohortes/{cohort}/suivi/{member}/rendez-vous/{appointment}/annuler 401 404 404 303 404
/compte                                           401       303   303   303   303
/adresse/{proof}                                  303       303   303   303   303
/adresse/{refusal}/refus                          303       303   303   303   303
/compte/adresse                                   401       303   303   303   303
/compte/accompagnement/notes/{note}/supprimer     401       404   404   303   404
/compte/accompagnement/rendez-vous/{appointment}/annuler 401 303  404   404   404
/compte/deconnexion-partout                       401       303   303   303   303
/compte/messagerie                                401       303   303   303   303
/compte/mot-de-passe                              401       303   303   303   303
/compte/sessions/{session}/fermer                 401       303   404   404   404
/connexion                                        303       303   303   303   303
/deconnexion                                      303       303   303   303   303
/deroules                                         401       303   303   303   303
/deroules/{agenda}                                401       303   404   404   404
/deroules/{agenda}/copie                          401       303   404   404   404
/deroules/{agenda}/supprimer                      401       303   404   404   404
/deroules/ajouter?fiche=tour-d-essai              401       303   303   303   303
/desabonnement/{unsubscribe}                      200       200   200   200   200
/documents/deroule/{agenda}                       401       303   404   404   404
/essais/{attempt}                                 401       303   404   404   404
/essais/{attempt}/reponses/{position}             401       204   404   404   404
/essais/{attempt}/terminer                        401       303   404   404   404
/evaluations/essai/essai                          401       303   303   303   303
/invitation/{invitation}                          303       303   303   303   303
/lecons/essai/ouvrir/place                        401       303   303   303   303
/lecons/essai/ouvrir/questions/accueil            401       303   303   303   303
/lecons/essai/ouvrir/terminer                     401       303   303   303   303
/modules/essai/scorm                              401       403   403   403   303
/mot-de-passe-oublie                              200       200   200   200   200
/plan/absences                                    401       303   303   303   303
/plan/absences/{absence}/retirer                  401       303   404   404   404
/plan/choix                                       401       303   404   404   404
/plan/temps                                       401       303   303   303   303
/positionnement                                   401       303   303   303   303
/positionnement/A                                 401       303   303   303   303
/positionnement/dispenses                         401       422   303   303   303
/positionnement/dispenses/{asked}                 401       303   404   404   404
/positionnement/fin                               401       303   303   303   303
/positionnement/test                              401       303   303   303   303
/dispenses/{person}                               401       404   404   404   303
/dispenses/{member}/{asked}                       401       404   404   303   303
/presence                                         401       303   422   422   422
/reinitialisation/{reset}                         303       303   303   303   303
/reviser/{due}                                    401       303   404   404   404
/reviser/{due}/connue                             401       303   404   404   404
/reviser/{known}/reprendre                        401       303   404   404   404
/salle/{hall}                                     200       200   200   200   200
"""

NEW_PASSWORD = "quatre mots choisis ailleurs"
COHORT = {
    "name": "Promotion d’essai",
    "starts": "2027-01-04",
    "ends": "2027-12-17",
    "time_zone": "Europe/Paris",
    "minutes_per_week": "90",
    "weekdays": "6",
    "days_off": "24/12/2026 au 03/01/2027 Fermeture",
    "target-essai": "2027-03-01",
}
ROLE = {"mandate": "Coacher", "criteria": "Écoute", "first": "2027-01-04", "last": "2027-06-30"}
WORKSHOP = {
    "title": "Cadrer le projet, {once}",
    "day": "2038-03-02",
    "starts": "09:30",
    "ends": "12:00",
    "place": "Salle des actes",
    "link": "https://visio.example/cadrer",
    "objective": "Un cadre commun",
    "prepare": "Votre carnet",
    "prerequisites": "essai/ouvrir",
    "agenda": "0",
}
FIELDS = {
    "/administration/banques": {"pasted": "Vrai ? {{T#Non.#Oui.}}", "bank": "", "competence": "A1", "lesson": ""},
    "/administration/cohortes/{cohort}/inviter": {"pasted": "email;nom\nnouvelle@example.org;Nouvelle Venue"},
    "/administration/cohortes/{cohort}/mandats": {
        "email": "bob@example.org",
        "first": "2027-01-04",
        "last": "2027-06-30",
    },
    "/administration/cohortes/{cohort}/mandats/{term}": {"first": "2027-01-04", "last": "2028-06-30"},
    "/administration/cohortes/{cohort}/modifier": {**COHORT, "name": "Autre nom"},
    "/administration/cohortes/nouvelle": COHORT,
    "/administration/mur/mots": {"show": "oser"},
    "/administration/mur/ouverture": {"open": "0"},
    "/administration/personnes/{person}/adresse": {"email": "autre-{once}@example.org"},
    "/administration/personnes/{person}/role": {"role": "admin"},
    "/administration/personnes/{person}/cohortes": {"join": "{cohort}", "leave": "0"},
    "/administration/personnes/inviter": {
        "email": "nouvelle@example.org",
        "name": "Nouvelle Venue",
        "service": "",
        "role": "learner",
    },
    "/amenagements/{person}/essai": {"quiz": "essai", "attempt_reason": "Coupure de réseau"},
    "/amenagements/{person}/temps": {"percent": "33", "time_reason": "Décision de la mission handicap"},
    "/animer/{hall}/mots": {"remove": "oser"},
    "/animer/{hall}/mur": {"open": "0"},
    "/capsule/mot": {"mot": "essayer", "jeton": "{jeton}"},
    "/cohortes/{adopting}/role": ROLE,
    "/cohortes/{answering}/objection": {"objects": "1", "reason": "Le car part à 16 h."},
    "/cohortes/{cohort}/accueil": {"act": "close"},
    "/cohortes/{cohort}/accueil/binome": {"buddy": "{buddy}"},
    "/cohortes/{cohort}/arrivees": {"person": "{member}", "buddy": "{buddy}"},
    "/cohortes/{empty}/elections/nouvelle": ROLE,
    "/cohortes/{lifting}/levee/{member}": {"text": "Le mandat finit avant."},
    "/cohortes/{proposing}/proposition": {"choice": "{member}", "reason": "Les raisons convergent."},
    "/cohortes/{voting}/avancer": {"phase": "ballots"},
    "/cohortes/{voting}/bulletin": {"choice": "{member}", "reason": "A tenu le cadre."},
    "/cohortes/{cohort}/ateliers/{workshop}/annuler": {"reason": "La salle est prise"},
    "/cohortes/{cohort}/ateliers/{workshop}/modifier": {**WORKSHOP, "mark": "{workshop_mark}", "starts": "10:00"},
    "/cohortes/{cohort}/ateliers/{workshop}/suites": {
        "deliverables": "- [La carte](https://exemple.fr/carte)",
        "decisions": "**On se revoit** en mars.",
        "mark": "{written_mark}",
    },
    "/cohortes/{cohort}/ateliers/nouveau": WORKSHOP,
    "/cohortes/{cohort}/ateliers/{signing}/presences": {"present": "{member}"},
    "/cohortes/{cohort}/ateliers/{signing}/presences/ouverture": {"open": "1"},
    "/cohortes/{cohort}/suivi/export": {"format": "csv", "q": "", "tri": "avances"},
    "/cohortes/{cohort}/mandats/{term}": {"note": "Promis : un binôme", "mark": "{note_mark}"},
    "/cohortes/{cohort}/mandats/{term}/points": {"text": "Remettre les clés, {once}"},
    "/cohortes/{cohort}/mandats/{term}/points/1": {"done": "1"},
    "/cohortes/{cohort}/reperes": {"silent_days": "5", "failures": "", "stuck_days": "20", "workshop_days": "7"},
    "/cohortes/{cohort}/suivi/{member}/message": {
        "subject": "De vos nouvelles",
        "text": "Bonjour,\n\nOù en êtes-vous ?",
        "known": "{letter}",
        "reason": "stuck:",
    },
    "/cohortes/{cohort}/suivi/{member}/notes": {"text": "Prépare sa séance.", "visibility": "shared"},
    "/cohortes/{cohort}/suivi/{member}/regler": {"act": "done", "reason": "failed:"},
    "/cohortes/{cohort}/suivi/{member}/rendez-vous": {
        "day": "2038-12-08",
        "clock": "09:30",
        "minutes": "20",
        "place": "Salle des actes",
    },
    "/cohortes/{cohort}/suivi/{member}/rendez-vous/{appointment}/annuler": {"reason": "Un imprévu"},
    "/compte/accompagnement/rendez-vous/{appointment}/annuler": {"reason": "Un imprévu"},
    "/compte/adresse": {"email": "autre-{once}@example.org", "current": PASSWORD},
    "/compte": {"name": "Autre Nom", "service": "Autre service"},
    "/compte/messagerie": {"kind": "digest"},
    "/compte/mot-de-passe": {"current": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD},
    "/connexion": {"email": "bob@example.org", "password": PASSWORD},
    "/deroules": {"title": "Un autre"},
    "/deroules/{agenda}": {
        "mark": "{mark}",
        "title": "Titre changé",
        "starts": "10:00",
        "planned": "90",
        "row": "1",
        "r1-title": "Ligne changée",
        "r1-minutes": "5",
    },
    "/deroules/ajouter?fiche=tour-d-essai": {"agenda": "0"},
    "/essais/{attempt}": {"q{position}-was": "{was}", "q{position}-a": "clore"},
    "/essais/{attempt}/reponses/{position}": {"q{position}-a": "clore"},
    "/invitation/{invitation}": {"password": NEW_PASSWORD, "again": NEW_PASSWORD},
    "/lecons/essai/ouvrir/place": {"section": "cadrer"},
    "/lecons/essai/ouvrir/questions/accueil": {"a": "{choice}"},
    "/modules/essai/scorm": {"kind": "sans-evaluation"},
    "/mot-de-passe-oublie": {"email": "{once}@example.org"},
    "/plan/absences": {"first": "2038-02-01", "last": "2038-02-12"},
    "/plan/choix": {"subject": "atelier-{workshop}", "after": "1"},
    "/plan/temps": {"minutes": "90"},
    "/positionnement/A": {"A1": "4", "A2": "4", "A3": "4"},
    "/positionnement/dispenses": {"part": "essai/ouvrir", "reason": "field", "evidence": "Six ateliers en 2025"},
    "/positionnement/dispenses/{asked}": {"d{asked}-evidence": "Deux jours à l'IRA"},
    "/positionnement/fin": {"training": "IRA, 2024", "field": ""},
    "/positionnement/test": {"q3-a": "5", "q4-a": "7"},
    "/dispenses/{person}": {"g-part": "essai/ouvrir", "g-reason": "administrative", "g-note": "Décision du service."},
    "/dispenses/{member}/{asked}": {
        "act": "accept",
        "d{asked}-part": "essai/ouvrir",
        "d{asked}-reason": "field",
        "d{asked}-note": "Bien vu.",
    },
    "/presence": {"code": "{code_shown}"},
    "/reinitialisation/{reset}": {"password": NEW_PASSWORD, "again": NEW_PASSWORD},
    "/reviser/{due}": {"version": "{version}", "a": "{choice}"},
    "/salle/{hall}": {"mot": "essayer", "jeton": "{jeton}"},
}
"""What each write sends when it is not empty; all of it would be accepted."""

ANONYMOUS = {"/capsule/mot", "/salle/{hall}", "/desabonnement/{unsubscribe}"}
"""Writes that read no session, so that they need no token of it (test_hall_leaving.py, test_mail_choices.py)."""


@dataclass(frozen=True)
class Access:
    """One line of the table: what each role gets, by name."""

    method: str
    path: str
    expected: dict[str, str]

    @property
    def open_to(self) -> str:
        """A role to whom it is open, the owner first; anybody where it is open to nobody yet."""
        roles = ("owner", "admin", "coach", "anonymous")
        return next((role for role in roles if self.expected[role] in ("200", "204", "303")), "anonymous")


def lines(method: str, table: str) -> Iterator[Access]:
    """The lines of a table, without its heading."""
    for line in table.strip().splitlines()[1:]:
        path, *codes = line.split()
        yield Access(method, path, dict(zip(ROLES, codes, strict=True)))


TABLE = [*lines("GET", PAGES), *lines("POST", WRITES)]


class Scene:
    """Alice with one of everything, Chloé with a hall and a cohort, Bob and Diane with nothing, and the addresses."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        self._kinds = cycle(Kind)
        self.clients = {"owner": cast.alice, "other": cast.bob, "coach": cast.chloe, "admin": cast.diane}
        for key in ("alice", "bob", "chloe", "diane"):
            cast.give_password(key)
        alice = cast.id("alice")
        self.names: dict[str, object] = {"asset": app.extensions["relais_assets"].names["relais.css"]}
        self.names |= self._read_and_assessed(alice) | self._agenda(alice) | self._certificate(alice)
        self.names["handout"] = self._handout(str(self.names["agenda"]))
        self.names |= self._practice(alice)
        store.write(scorm.file_of(scorm.key("essai", True)), b"PK essai")
        self.names |= self._administered() | self._hall(cast.id("chloe"))
        self.names |= self._cohort() | self._plan(alice)
        self.names |= self._followed()
        workbook = grids.file_of(grids.key(self.names["cohort"], cast.id("chloe")))
        store.write(workbook, b"PK essai")
        self._positioned()
        self.names["upload"] = self._upload(cast.id("diane"))
        db.session.rollback()

    def _followed(self) -> dict[str, object]:
        """Alice as Chloé follows her: a private note, a letter, an appointment, something put off."""
        who = following(self.cast.cohort, self.cast.id("alice"), self.cast.id("chloe"), now())
        assert who
        coaching.add_note(who, "Note d’essai", "private", "0" * 32, now())
        coaching.send_letter(who, Written("Objet", "Bonjour", "1" * 32, 0), [], now())
        when = {"starts_at": datetime(2038, 12, 8, 9, tzinfo=UTC), "minutes": 20, "place": "", "token": "2" * 32}
        coaching.make_appointment(who, when, [(Why.SILENT, "")], now())
        db.session.commit()
        tables = {"note": Note, "letter": Letter, "appointment": Appointment, "handled": Handled}
        store.write(handouts.file_of(handout_of(who, "0123456789abcdef")), b"%PDF-1.7 essai")
        found = {name: db.session.scalars(select(table.id)).one() for name, table in tables.items()}
        return {**found, "follow_up": "0123456789abcdef"}

    def _positioned(self) -> None:
        """Everybody has a positioning under way, with its test."""
        content = self.app.extensions["relais_catalog"]
        for key in ("alice", "bob", "chloe", "diane"):
            positioning.begin(self.cast.id(key), Due(Moment.ENTRY), now())
            positioning.keep_levels(self.cast.id(key), dict.fromkeys(COMPETENCES, 3), content)
        db.session.commit()

    def _address_change(self) -> dict[str, str]:
        """A change of address that waits, of somebody who only has that."""
        number, proof, refusal = self._member(), secrets.token_urlsafe(8), secrets.token_urlsafe(8)
        hashes = {"proof": links.digest(proof), "refusal": links.digest(refusal)}
        wanted = f"autre-{number}@example.org"
        db.session.add(AddressChange(person_id=number, former=f"membre{number}@ex.org", wanted=wanted, **hashes))
        db.session.commit()
        return {"proof": proof, "refusal": refusal}

    def _asked(self) -> int:
        """A waiver that Alice asked and that waits: another one once it is decided."""
        mine = select(Waiver).where(Waiver.person_id == self.cast.id("alice"))
        for waiver in db.session.scalars(mine):
            waiver.module = "essai" if waiver.state == State.PROPOSED else f"ancien-{waiver.id}"
        db.session.commit()
        found = db.session.scalar(mine.where(Waiver.state == State.PROPOSED))
        return found.id if found else waive(self.cast, "essai", "essai/ouvrir", state=State.PROPOSED, reason="field").id

    def _upload(self, person: int) -> str:
        """A file that Diane imported, read."""
        desk = Desk(self.app.extensions["relais_settings"].instance, "0123456789abcdef")
        desk.open(Order(person, "questions.xml", "", "", ""))
        shutil.copy(Path(__file__).parent / "exchange_corpus" / "kinds.xml", desk.source)
        exchange.read({"token": desk.token}, lambda _done, _total: None)
        return desk.token

    def _handout(self, agenda: str) -> str:
        mark = "0123456789abcdef"
        store.write(handouts.file_of(Handout("deroule", agenda, mark)), b"%PDF-1.7 essai")
        return mark

    def client(self, role: str) -> FlaskClient:
        """A browser of that role."""
        return self.clients.get(role) or self.app.test_client()

    def fill(self, text: str) -> str:
        """An address or a value with its names replaced; each link is a new one."""
        fresh = {purpose.name.lower(): self._link for purpose in Purpose}
        names = {name: make(Purpose[name.upper()]) for name, make in fresh.items() if f"{{{name}}}" in text}
        names |= {"jeton": halls.token(), "once": secrets.token_hex(4)}
        names["unsubscribe"] = self._unsubscribe()
        if "{buddy}" in text:
            names["buddy"] = self._member()
        if "{proof}" in text or "{refusal}" in text:
            names |= self._address_change()
        if "{session}" in text:
            self.cast.client(self.app, "alice")
            mine = select(OpenSession.id).where(OpenSession.person_id == self.cast.id("alice"))
            names["session"] = db.session.scalars(mine.order_by(OpenSession.id.desc())).first()
        if "{asked}" in text:
            names["asked"] = self._asked()
        if "{note_mark}" in text:
            names["note_mark"] = mark_of(db.session.get_one(Term, self.names["term"], populate_existing=True))
        if "{code_shown}" in text:
            signing = db.session.get_one(Workshop, self.names["signing"], populate_existing=True)
            names["code_shown"] = codes.code_at(signing.signing_key, now())
        if "{workshop_mark}" in text or "{written_mark}" in text:
            workshop = db.session.get_one(Workshop, self.names["workshop"], populate_existing=True)
            names |= {"workshop_mark": str(workshop.sequence), "written_mark": written_mark(workshop)}
        return text.format(**self.names, **names)

    def fields(self, path: str) -> dict[str, str]:
        """What a write to this line's path sends."""
        return {self.fill(name): self.fill(value) for name, value in FIELDS.get(path, {}).items()}

    def _read_and_assessed(self, person: int) -> dict[str, object]:
        course = self.app.extensions["relais_course"]
        for lesson in course.modules[0].lessons:
            reading.finish(person, lesson, now())
        quiz = self.app.extensions["relais_quizzes"]["essai"]
        attempt = quizzes.start(person, "essai", quiz, now(), "Europe/Paris")
        assert isinstance(attempt, Attempt)
        result = Attempt(
            **{name: getattr(attempt, name) for name in ("person_id", "quiz", "title", "module", "pass_mark")},
            number=1,
            state=DONE,
            started_at=now(),
            submitted_at=now(),
            score=100.0,
            passed=True,
        )
        attempt.number = 2
        db.session.flush()
        db.session.add(result)
        db.session.flush()
        items = db.session.scalars(select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)).all()
        columns = ("position", "fingerprint", "layout")
        for item in items:
            same = {name: getattr(item, name) for name in columns}
            db.session.add(AttemptItem(attempt_id=result.id, score=1.0, **same))
        db.session.commit()
        short = next(item for item in items_of(attempt) if item.question.type == "short")
        choice = course.modules[0].lessons[0].question("accueil").tokens[1]
        names = {"attempt": attempt.id, "result": result.id, "position": short.position, "was": short.mark}
        return names | {"choice": choice}

    def _practice(self, person: int) -> dict[str, object]:
        lesson = self.app.extensions["relais_course"].modules[0].lessons[0]
        asked = lesson.question("accueil")
        practice.missed(person, lesson.slug, ["accueil"], now() - timedelta(days=3))
        practice.missed(person, "essai", ["d-mot"], now() - timedelta(days=3))
        due, revised = db.session.scalars(select(PracticeCard).order_by(PracticeCard.source.desc())).all()
        typed = self.app.extensions["relais_practice"][revised.source, revised.question].question
        practice.answer(person, revised.id, typed, "<script>", now())
        known = PracticeCard(person_id=person, source="essai", question="d-autre", box=0)
        db.session.add(known)
        db.session.commit()
        return {"due": due.id, "revised": revised.id, "known": known.id, "version": asked.fingerprint}

    def _agenda(self, person: int) -> dict[str, object]:
        agenda = agendas.create(person, "Séance d’essai", now())
        head = {"day": date(2026, 12, 8), "starts": time(9, 30), "planned": 120, "place": "Salle des actes"}
        agendas.save(agenda, head, [Row("Accueil", 10), Row("Tour", 20, "tour-d-essai", "Alice", "En cercle.")], now())
        db.session.commit()
        return {"agenda": agenda.id, "mark": db.session.get_one(Agenda, agenda.id).updated_at.isoformat()}

    def _plan(self, person: int) -> dict[str, object]:
        plans.add_absence(person, date(2038, 1, 4), date(2038, 1, 8))
        db.session.commit()
        return {"absence": db.session.scalars(select(PlanAbsence.id)).one()}

    def _hall(self, person: int) -> dict[str, object]:
        code = halls.open_hall(person)
        hall_operations.stand()
        for wall in (code, STANDING):
            hall_operations.leave(wall, halls.token(), "oser", now())
        return {"hall": code}

    def _cohort(self) -> dict[str, object]:
        """Alice in Chloé's cohort, a term to come, a list that waits for a yes."""
        cohort, admin = db.session.get_one(Cohort, self.cast.cohort), self.cast.id("diane")
        cohorts.join(cohort, self.cast.id("alice"), admin, now())
        term = db.session.scalars(select(Term)).one()
        terms.add_item(term, "Transmettre les accès")
        bob = self.cast.person("bob")
        spare = terms.give(cohort, bob, (date(2038, 1, 1), date(2038, 6, 30)), admin, now())
        roster = rosters.keep(cohort, Roster((Line(2, "gael@example.org", "Gaël Le Goff", ""),), ()), admin)
        names = {"term": term.id, "spare": spare.id, "roster": roster.id, "workshop": workshops.prepare(cohort.id)}
        names |= {"signing": workshops.signing(cohort.id, bob.id), "came": bob.id}
        names["secret"] = calendars.renew(self.cast.id("alice"))
        db.session.commit()
        empty = cohorts.create({"name": "Ailleurs", "starts": date(2026, 9, 1)}, admin)
        db.session.commit()
        phases = {
            "voting": Phase.BALLOTS,
            "proposing": Phase.PROPOSAL,
            "answering": Phase.OBJECTIONS,
            "lifting": Phase.ANSWER,
            "adopting": Phase.ANSWER,
            "adopted": Phase.DONE,
        }
        found = {name: self._election(name, phase) for name, phase in phases.items()}
        return {**names, **found, "empty": empty.id, "cohort": cohort.id, "member": self.cast.id("alice")}

    def _member(self) -> int:
        """One more person in Alice's cohort."""
        count = len(db.session.scalars(select(Person.id)).all())
        person = Person(email=f"membre{count}@example.org", name="Gil Aubin", session_key=f"key-{count}")
        db.session.add(person)
        db.session.flush()
        cohorts.join(db.session.get_one(Cohort, self.cast.cohort), person.id, None, now())
        db.session.commit()
        return person.id

    def _election(self, name: str, phase: Phase) -> str:
        """An election that reached this phase, in a cohort of its own; what follows /cohortes/ in its address."""
        alice, chloe, evan = self.cast.id("alice"), self.cast.id("chloe"), int(str(self.names["person"]))
        cohort = Cohort(name=f"Cohorte {name}", starts=date(2026, 9, 1))
        db.session.add(cohort)
        db.session.flush()
        cohorts.join(cohort, alice, chloe, now())
        db.session.add(
            Term(
                cohort_id=cohort.id, person_id=chloe, starts_at=now(), ends_at=datetime(2040, 1, 1, tzinfo=UTC), told=1
            )
        )
        role = {"mandate": "Coacher", "criteria": "Écoute", "first": date(2038, 1, 4), "last": date(2038, 6, 30)}
        election = elections.open_election(cohort, role, chloe)
        election.phase, election.closed_at = phase, now() if phase is Phase.DONE else None
        ballot = {"election_id": election.id, "choice_id": evan, "reason": "Sait écouter.", "at": now()}
        db.session.add(Ballot(person_id=alice, reported=False, **ballot))
        if phase in Phase.PROPOSAL.after:
            outcome = "elected" if phase is Phase.DONE else ""
            put = Proposal(election_id=election.id, number=1, person_id=evan, reason="Tous", at=now(), outcome=outcome)
            db.session.add(put)
            db.session.flush()
            if phase is Phase.ANSWER:
                db.session.add(Answer(proposal_id=put.id, person_id=evan, objects=False, at=now()))
                against = {"objects": name == "lifting", "reason": "Trop loin."}
                db.session.add(Answer(proposal_id=put.id, person_id=alice, at=now(), **against))
        db.session.commit()
        return f"{cohort.id}/elections/{election.id}"

    def _certificate(self, person: int) -> dict[str, object]:
        done = completion(person, "essai")
        assert done and done.complete
        certificates.issue(person, self.cast.person("alice").name, done)
        found = db.session.scalars(select(Certificate)).one()
        found.ready_at = now()
        store.write(store.path(self.app.extensions["relais_settings"].instance, found.code), b"%PDF-1.7 essai")
        db.session.commit()
        return {"code": found.code}

    def _administered(self) -> dict[str, object]:
        person = Person(email="evan@example.org", name="Évan Le Dû", session_key="key-evan")
        closed = Person(email="flora@example.org", name="Flora Petit", session_key="key-flora", disabled=True)
        db.session.add_all([person, closed])
        letter = {"name": "Évan", "url": "https://e.example/x", "days": 2, "host": None, "administers": True}
        mail.queue("evan@example.org", "Votre invitation", "invitation", kind=Kind.ACCOUNT, **letter)
        failed = {"state": "failed", "error": "panne", "finished_at": now()}
        db.session.add_all([Job(kind="mail", key=key, payload="{}", **failed) for key in ("ancien", "gâché")])
        db.session.execute(update(Message).values(due_at=None, last_error="Adresse refusée"))
        db.session.commit()
        message = db.session.scalars(select(Message.id)).one()
        job, spoilt = db.session.scalars(select(Job.id).where(Job.state == "failed").order_by(Job.id))
        return {"person": person.id, "closed": closed.id, "message": message, "job": job, "spoilt": spoilt}

    def _unsubscribe(self) -> str:
        """The signed end of an address that stops a kind of messages for Alice, another kind each time."""
        return unsubscribe.address(self.cast.id("alice"), next(self._kinds)).rpartition("/")[2]

    def _link(self, purpose: Purpose) -> str:
        person = db.session.get_one(Person, self.names["person"])
        person.password_hash = None  # each link chooses the same one, which is no change the second time
        secret = links.make(person, purpose, timedelta(hours=1)).rpartition("/")[2]
        db.session.commit()
        return secret


def dump() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as the database has it now, but for the counts of tries."""
    db.session.rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name != "throttle"]
    found = {
        table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr) for table in tables
    }
    db.session.rollback()
    return found
