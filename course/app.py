"""create_app(): settings, extensions, blueprints, errors; nothing else."""

import hashlib
from pathlib import Path

from flask import Flask

from course import db, mail
from course.agendas import editor_views as agenda_editor
from course.agendas import views as agendas
from course.certificates import views as certificates
from course.coaching import appointment_views as coaching_appointments
from course.coaching import own_views as coaching_own
from course.coaching import person_views as coaching_person
from course.coaching import sheet_views as coaching_sheet
from course.coaching import week_views as coaching_week
from course.cohorts import admin_views as cohorts_admin
from course.cohorts import person_views as cohorts_person
from course.cohorts import queries as cohorts
from course.cohorts import roster_views as cohort_rosters
from course.cohorts import start_views as administration
from course.cohorts import term_admin_views as cohort_terms_admin
from course.cohorts import views as cohort_pages
from course.cohorts.elections import lead_views as elections_lead
from course.cohorts.elections import views as elections
from course.config import Settings, from_environment, require_secret
from course.digest import operations as _digests  # noqa: F401  # declares its sweep and its job
from course.exchange import views as exchange
from course.hall import animator_views as hall_animator
from course.hall import pages as hall_pages
from course.hall import views as hall
from course.handouts import views as handouts
from course.home import FOLDERS, content_home
from course.methods import pages as method_pages
from course.methods import views as methods
from course.modules import pages as lesson_pages
from course.modules import views as modules
from course.onboarding.plan import feed as _  # noqa: F401  # what it adds to calendars
from course.onboarding.plan import views as plans
from course.onboarding.positioning import decision_views as waivers
from course.onboarding.positioning import views as positioning
from course.onboarding.welcome import views as welcome
from course.path import pages as path_pages
from course.path import views as path
from course.people import address_views as people_address
from course.people import admin_views as people_admin
from course.people import job_views as work
from course.people import link_views as people_links
from course.people import mailing_views as mailing
from course.people import outbox_views as outbox
from course.people import presses, revalidation, session_views, throttle
from course.people import session as visitors
from course.people import views as people
from course.practice import queries as practice_queries
from course.practice import views as practice
from course.progress.catalog import load_catalog
from course.quizzes import grant_views as grants
from course.quizzes import views as quizzes
from course.scorm import views as scorm
from course.search import index as search_index
from course.search import views as search
from course.statistics import views as statistics
from course.tracking import export_views as tracking_export
from course.tracking import mirror_views as tracking_mirror
from course.tracking import operations as tracking
from course.tracking import views as tracking_pages
from course.warm import rendered_once, warm_folder
from course.web import access, assets, errors, headers, machines, proxies, sessions, templating
from course.web.application import Relais
from course.workshops import attendance_views as attendance
from course.workshops import feed_views as calendars
from course.workshops import lead_views as workshops_lead
from course.workshops import views as workshops

BLUEPRINTS = (
    machines.bp,
    people.bp,
    people_links.bp,
    session_views.bp,
    people_address.bp,
    mailing.bp,
    people_admin.bp,
    outbox.bp,
    work.bp,
    cohort_pages.bp,
    elections.bp,
    elections_lead.bp,
    administration.bp,
    cohorts_admin.bp,
    cohort_terms_admin.bp,
    cohort_rosters.bp,
    cohorts_person.bp,
    coaching_week.bp,
    coaching_person.bp,
    coaching_appointments.bp,
    coaching_sheet.bp,
    coaching_own.bp,
    workshops.bp,
    workshops_lead.bp,
    attendance.bp,
    calendars.bp,
    modules.bp,
    quizzes.bp,
    practice.bp,
    grants.bp,
    methods.bp,
    agendas.bp,
    hall.bp,
    hall_animator.bp,
    agenda_editor.bp,
    search.bp,
    exchange.bp,
    exchange.pictures,
    statistics.bp,
    certificates.bp,
    handouts.bp,
    scorm.bp,
    plans.bp,
    tracking_pages.bp,
    welcome.bp,
    tracking_export.bp,
    tracking_mirror.bp,
    positioning.bp,
    waivers.bp,
    path.bp,
)


class BrokenContentError(Exception):
    """The content has problems; the message lists them all."""


def create_app(settings: Settings | None = None) -> Flask:
    """The application; refuses to start on broken content or without a secret key."""
    settings = settings or from_environment()
    require_secret(settings)
    home = content_home()
    warm = warm_folder(settings.instance)
    with rendered_once(warm):
        catalog, problems = load_catalog(home)
    if catalog is None:
        raise BrokenContentError("\n".join(map(str, problems)))
    app = Relais("course")
    _configure(app, settings)
    app.session_interface = sessions.SignedSessions(app)
    app.extensions["relais_settings"] = settings
    app.extensions["relais_catalog"] = catalog
    app.extensions["relais_course"] = catalog.course
    app.extensions["relais_quizzes"] = catalog.quizzes
    app.extensions["relais_methods"] = catalog.methods
    templating.init_app(app, home / "templates", warm, settings)
    assets.init_app(app, settings)
    app.extensions["relais_version"] = _version(home, app.extensions["relais_assets"], settings)
    db.init_app(app, settings.database)
    mail.init_app(app, settings, cohorts.agenda)
    visitors.init_app(app, settings, cohorts.COACHES, cohorts.JOINED, cohorts.ZONE)
    throttle.init_app(app, settings)
    practice_queries.init_app(app, catalog.practisable)
    tracking.init_app(app, catalog)
    access.init_app(app)
    presses.init_app(app)
    errors.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    with app.app_context():
        lesson_pages.prebuild(app)
        method_pages.prebuild(app)
        hall_pages.prebuild(app)
        search_index.prebuild(app)
        path_pages.prebuild(app)
    revalidation.init_app(app, frozenset(f"/lecons/{slug}" for slug in app.extensions["relais_lesson_pages"].lessons))
    headers.init_app(app, settings.secure)
    return app


def _version(home: Path, files: assets.Assets, settings: Settings) -> str:
    """Changes with any content, template or static file, or who issues documents: everyone's part of a page's ETag."""
    digest = hashlib.sha256(f"{files.fingerprint} {settings.source}".encode())
    for folder in FOLDERS:
        for file in sorted((home / folder).rglob("*.*")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=f"{'__Host-' * settings.secure}relais",  # no other host of the domain can set it
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=settings.session_days * 86400,
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=500_000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    proxies.init_app(app, settings.trusted_proxies)
