"""What programs ask a site."""

from dataclasses import replace
from datetime import datetime, timedelta

from course.app import create_app
from course.clock import now


def test_robots_are_asked_to_leave(client):
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_a_fault_is_told_to_the_contact_and_the_page_is_not_out_of_date(settings):
    told = create_app(replace(settings, contact="aide@example.org")).test_client().get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in told.text.splitlines())
    assert told.mimetype == "text/plain"
    assert lines["Contact"] == "mailto:aide@example.org"
    assert now() < datetime.fromisoformat(lines["Expires"]) < now() + timedelta(days=365)


def test_a_process_says_that_it_is_alive_without_its_database(app, client, monkeypatch):
    monkeypatch.setattr("course.db.Lane.execute", None)
    assert client.get("/sante").text == "ok\n"
