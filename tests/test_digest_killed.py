"""Every digest lands once, though a real worker is killed -9 on the way; a real mail server counts."""

import signal
import subprocess
import sys
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, update

from course import jobs
from course.clock import now
from course.cohorts.models import Cohort, Membership
from course.db import db
from course.jobs import Job
from course.mail import Message
from course.people.models import Person
from tests.post_office import PostOffice

PEOPLE = 23
ZONES = ("Europe/Paris", "America/Cayenne", "Pacific/Tahiti", "Pacific/Noumea")
"""In one of them it is always a time to work."""


@pytest.fixture
def office():
    office = PostOffice()
    with office.open():
        yield office


@pytest.fixture
def everyone(app):
    """The addresses of a cohort for which it is ten o'clock on a working day, whenever and wherever this runs."""
    zone = next(zone for zone in ZONES if 8 <= local(zone).hour < 18)
    cohort = Cohort(name="Occitanie", starts=now().date(), time_zone=zone, weekdays_off="", holidays_off=False)
    db.session.add(cohort)
    people = [
        {"email": f"p{number}@example.org", "name": f"P {number}", "session_key": "k", "password_hash": "x"}
        for number in range(PEOPLE)
    ]
    ids = db.session.scalars(insert(Person).returning(Person.id), people).all()
    there = [{"cohort_id": cohort.id, "person_id": number, "starts_at": now()} for number in ids]
    db.session.execute(insert(Membership), there)
    jobs.order("digest", key="digest:test", payload={"cohort": cohort.id, "week": f"{local(zone):%G-W%V}"})
    db.session.commit()
    return [person["email"] for person in people]


def local(zone):
    return now().astimezone(ZoneInfo(zone))


@pytest.fixture
def work(app, settings, office):
    """Runs a real worker until it has nothing to do, or dies; its return code."""

    def run(step=""):
        db.session.rollback()
        arguments = [str(settings.instance), settings.database_url, office.url, step]
        return subprocess.run([sys.executable, "-m", "tests.digest_worker", *arguments], timeout=120).returncode

    return run


def leases_run_out():
    """As after five minutes."""
    db.session.rollback()
    db.session.execute(update(Job).where(Job.state == "running").values(alive_at=now() - 2 * jobs.LEASE))
    db.session.execute(update(Message).where(Message.sent_at.is_(None)).values(due_at=now()))
    db.session.commit()


def received(office):
    return Counter(address for addresses in office.recipients for address in addresses)


@pytest.mark.parametrize("step", ["batch", "before"])
def test_killed_before_a_message_left_each_has_one_all_the_same(office, everyone, work, step):
    assert work(step) == -signal.SIGKILL
    assert len(received(office)) < PEOPLE
    leases_run_out()
    assert work() == 0
    assert received(office) == Counter(everyone)
    assert db.session.scalar(select(func.count()).select_from(Message)) == PEOPLE


def test_killed_once_the_server_took_it_the_same_message_comes_again_under_the_same_name(office, everyone, work):
    """Nobody can tell whether the server took it: it is sent again, and mailboxes know it by its Message-ID."""
    assert work("after") == -signal.SIGKILL
    leases_run_out()
    assert work() == 0
    assert set(received(office)) == set(everyone)
    named = Counter(message["Message-ID"] for message in office.messages)
    assert len(named) == PEOPLE
    assert sorted(named.values())[-2:] == [1, 2]
    assert office.messages[3]["Message-ID"] == next(name for name, times in named.items() if times == 2)
