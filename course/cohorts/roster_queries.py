"""What each line of a list would do: invite, bring in, or nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from course.cohorts.models import Membership, RosterFile
from course.cohorts.queries import belongs
from course.cohorts.roster import Line, Problem
from course.db import db
from course.people.models import Person
from course.people.spelling import folded

NEW, JOINS, THERE, CLOSED = "new", "joins", "there", "closed"
LATEST = 10


@dataclass(frozen=True)
class Fate:
    """What a line would do, and for whom when they have an account; `namesake` is the address of a member of the same
    name, whom a new account may double.
    """

    line: Line
    state: str
    person_id: int | None = None
    namesake: str = ""


def fates(cohort_id: int, lines: Sequence[Line], at: datetime) -> list[Fate]:
    """What each line would do now, in two queries."""
    there = exists().where(Membership.cohort_id == cohort_id, Membership.person_id == Person.id, belongs(at))
    emails = [line.email for line in lines]
    known = {
        row.email: row
        for row in db.session.execute(
            select(Person.email, Person.id, Person.disabled, there.label("there")).where(Person.email.in_(emails))
        )
    }
    members = select(Person.name, Person.email).where(there)
    namesakes = {folded(row.name): row.email for row in db.session.execute(members)}
    found = []
    for line in lines:
        row = known.get(line.email)
        if row is None:
            found.append(Fate(line, NEW, namesake=namesakes.get(folded(line.name), "")))
        else:
            found.append(Fate(line, CLOSED if row.disabled else THERE if row.there else JOINS, row.id))
    return found


def lines_of(roster: RosterFile) -> list[Line]:
    """The lines that are left to do."""
    return [Line(**line) for line in json.loads(roster.lines)]


def problems_of(roster: RosterFile) -> list[Problem]:
    """The lines that cannot be taken."""
    return [Problem(**problem) for problem in json.loads(roster.problems)]


def rosters(cohort_id: int) -> list[RosterFile]:
    """The last lists that were started for a cohort."""
    started = select(RosterFile).where(RosterFile.cohort_id == cohort_id, RosterFile.started_at.is_not(None))
    return list(db.session.scalars(started.order_by(RosterFile.id.desc()).limit(LATEST)))
