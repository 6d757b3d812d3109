"""Messages wait for the working days and hours of who receives them; those of the account never do."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from course import jobs, mail
from course.clock import now
from course.cohorts import term_operations as terms
from course.cohorts.elections import operations as elections
from course.cohorts.elections.rules import Phase
from course.cohorts.models import Cohort, DayOff, Membership, Term
from course.cohorts.rules import Stage
from course.db import db
from course.mail import Hours, Kind, Message, rules

SATURDAY = datetime(2027, 3, 6, 10, tzinfo=UTC)
MONDAY = datetime(2027, 3, 8, 7, tzinfo=UTC)
"""Eight o'clock in Paris."""

pytestmark = pytest.mark.at(SATURDAY)


def week_end(day):
    return day.isoweekday() > 5


PARIS, TAHITI, REUNION = (Hours(zone, week_end) for zone in ("Europe/Paris", "Pacific/Tahiti", "Indian/Reunion"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2027, 3, 5, 10, tzinfo=UTC), datetime(2027, 3, 5, 10, tzinfo=UTC)),
        (datetime(2027, 3, 5, 3, tzinfo=UTC), datetime(2027, 3, 5, 7, tzinfo=UTC)),
        (datetime(2027, 3, 5, 17, 59, tzinfo=UTC), datetime(2027, 3, 5, 17, 59, tzinfo=UTC)),
        (datetime(2027, 3, 5, 18, tzinfo=UTC), MONDAY),
        (SATURDAY, MONDAY),
        (datetime(2027, 3, 27, 10, tzinfo=UTC), datetime(2027, 3, 29, 6, tzinfo=UTC)),
    ],
)
def test_a_decent_instant_is_a_working_day_between_eight_and_seven_in_the_zone_of_the_person(at, expected):
    assert rules.decent(at, [PARIS]) == expected


def test_each_cohort_of_a_person_has_its_say():
    both = rules.decent(datetime(2027, 3, 8, 4, tzinfo=UTC), [REUNION, PARIS])
    assert both == MONDAY
    closed = Hours("Europe/Paris", lambda day: day < date(2027, 3, 10))
    assert rules.decent(MONDAY, [PARIS, closed]) == datetime(2027, 3, 10, 7, tzinfo=UTC)


def test_where_cohorts_never_agree_the_first_decides_and_nothing_is_held_for_ever():
    assert rules.decent(SATURDAY, [PARIS, TAHITI]) == MONDAY
    assert rules.decent(SATURDAY, [PARIS, Hours("Europe/Paris", lambda day: True)]) == MONDAY
    assert rules.decent(SATURDAY, [Hours("Europe/Paris", lambda day: True)]) == SATURDAY


def write(cast, kind=Kind.COHORT, **more):
    cohort = db.session.get(Cohort, cast.cohort)
    values = {"name": "Alice", "cohort": cohort, "url": "https://r.example/c"}
    person = None if kind == Kind.ACCOUNT else cast.id("alice")
    mail.queue("alice@example.org", "Bienvenue", "cohort_joined", kind=kind, person_id=person, **values, **more)
    db.session.commit()


def message():
    db.session.rollback()
    return db.session.scalars(select(Message).execution_options(populate_existing=True)).one()


def run():
    mail.sending.order_due()
    jobs.run_waiting()


def test_what_is_written_on_saturday_leaves_on_monday_at_eight(cast, time_machine):
    write(cast)
    run()
    assert (message().state, message().due_at, message().attempts) == ("waiting", MONDAY, 0)
    assert "attend le 8 mars 2027" in cast.diane.get("/administration/messages").text
    time_machine.move_to(MONDAY, tick=False)
    run()
    assert message().state == "sent"


def test_a_message_of_the_account_leaves_at_once(cast):
    write(cast, kind=Kind.ACCOUNT)
    run()
    assert message().state == "sent"


def test_an_urgent_one_leaves_at_once_but_not_to_who_refused_its_kind(cast):
    write(cast, urgent=True)
    run()
    assert message().state == "sent"
    db.session.delete(message())
    mail.refuse(cast.id("alice"), Kind.COHORT)
    write(cast, urgent=True)
    run()
    assert message().withheld == "refused"


def test_the_days_off_of_the_cohort_are_asked_at_the_last_moment(cast, time_machine):
    db.session.add(Membership(cohort_id=cast.cohort, person_id=cast.id("alice"), starts_at=now()))
    write(cast)
    run()
    db.session.add(DayOff(cohort_id=cast.cohort, starts=date(2027, 3, 8), ends=date(2027, 3, 9), label="Pont"))
    db.session.commit()
    time_machine.move_to(MONDAY, tick=False)
    run()
    assert message().due_at == datetime(2027, 3, 10, 7, tzinfo=UTC)


def test_what_is_no_longer_useful_is_not_sent(cast):
    write(cast, useless_after=datetime(2027, 3, 7, tzinfo=UTC))
    run()
    assert (message().state, message().withheld, message().due_at) == ("withheld", "stale", None)
    assert "plus utile" in cast.diane.get("/administration/messages").text


def test_a_message_names_its_person_and_says_how_to_stop(cast, time_machine, settings):
    time_machine.move_to(MONDAY, tick=False)
    write(cast)
    run()
    [path] = (settings.instance / "mail").iterdir()
    found = message_from_bytes(path.read_bytes(), policy=policy.default)
    plain, rich = found.get_body(("plain",)).get_content(), found.get_body(("html",)).get_content()
    link = found["List-Unsubscribe"].strip("<>")
    assert link.startswith(f"{settings.url}/desabonnement/")
    for text in (plain, rich):
        assert link in text
        assert "«\u00a0Ma cohorte\u00a0»" in text
        assert "https://r.example/c" in text
    assert rich.count("https://r.example/c") == 3
    assert "<img" not in rich
    assert "src=" not in rich


def test_a_coach_learns_on_monday_that_their_term_began_on_saturday(cast, time_machine):
    db.session.query(Term).update({"told": Stage.COMING})
    db.session.commit()
    terms.tell_stages()
    run()
    assert (message().kind, message().state, message().due_at) == ("cohort", "waiting", MONDAY)
    time_machine.move_to(MONDAY, tick=False)
    run()
    assert message().state == "sent"


def test_a_cohort_called_to_vote_on_saturday_reads_it_on_monday(cast):
    db.session.add(Membership(cohort_id=cast.cohort, person_id=cast.id("alice"), starts_at=now()))
    role = {"mandate": "Coacher", "criteria": "Écoute", "first": date(2027, 4, 5), "last": date(2027, 9, 30)}
    election = elections.open_election(db.session.get(Cohort, cast.cohort), role, cast.id("chloe"))
    elections.move(election, Phase.ROLE, cast.id("chloe"))
    db.session.commit()
    run()
    assert (message().kind, message().state, message().due_at) == ("cohort", "waiting", MONDAY)


def test_all_kinds_but_the_account_name_their_person(app):
    with pytest.raises(ValueError, match="names its person"):
        mail.queue("alice@example.org", "Bonjour", "password_changed", kind=Kind.DIGEST)


def test_a_message_of_the_account_passes_before_those_that_wait(cast, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    for _ in range(3):
        write(cast)
    time_machine.shift(60)
    write(cast, kind=Kind.ACCOUNT)
    first = mail.sending._claim()
    assert first.kind == Kind.ACCOUNT
