"""One Chromium for all the browser tests, and instances served once."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from sqlalchemy import update

from course.app import create_app
from course.config import Settings
from course.db import db, forget_connections
from course.demo.people import PEOPLE, address
from course.demo.region import populate
from course.people import passwords
from course.people.models import Person
from course.progress.queries import catalog
from tests.browser.chromium import OPTIONS
from tests.browser.site import PASSWORD, Site, served
from tests.conftest import ROOT
from tests.serving import SECRET


@pytest.fixture(scope="session")
def site(_content: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An instance on the tiny course of the tests."""
    with served(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An instance on the course of this checkout."""
    with served(tmp_path_factory.mktemp("real"), COURSE_HOME=str(ROOT)) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, started once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def device(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Makes a browser of its own, with nothing in it; at the end, none met a script error or called another host."""
    contexts, faults = [], []

    def make(site: Site, **options: object) -> Page:
        def watch_request(request: Request) -> None:
            if not request.url.startswith((site.url, "blob:")):
                faults.append(f"called {request.url}")

        def watch_console(said: ConsoleMessage) -> None:
            if "Content Security Policy" in said.text:
                faults.append(said.text)

        context = chromium.new_context(base_url=site.url, locale="fr-FR", **options)
        context.on("request", watch_request)
        context.on("console", watch_console)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The demonstration's region on the real course, served; whom one can become has PASSWORD.

    `site` is where it is served, `app` reads its data, `questions` holds every question by its fingerprint.
    """
    with served(tmp_path_factory.mktemp("region"), COURSE_HOME=str(ROOT)) as site:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COURSE_HOME", str(ROOT))
            app = create_app(Settings(secret_key=SECRET, instance=site.instance, smtp_url=site.office.url))
        with app.app_context():
            populate()
            known = Person.email.in_(map(address, PEOPLE))
            db.session.execute(update(Person).where(known).values(password_hash=passwords.hashed(PASSWORD)))
            db.session.commit()
            questions = {item.question.fingerprint: item.question for item in catalog().practisable.values()}
            forget_connections(app)
        yield SimpleNamespace(site=site, app=app, questions=questions)
