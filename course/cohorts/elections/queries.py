"""What an election shows, and to whom: nothing of another's vote before its phase is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from course.cohorts.elections import rules
from course.cohorts.elections.models import Answer, Ballot, Election, Proposal
from course.cohorts.elections.rules import Phase, Reply, Voice
from course.cohorts.models import Cohort, Membership, Term
from course.cohorts.queries import belongs
from course.cohorts.rules import HANDOVER, first_day
from course.db import db
from course.people.models import Person


def election(cohort_id: int, election_id: int, *, lock: bool = False, share: bool = False) -> Election | None:
    """An election of a cohort; `lock` keeps its phase still for a move, `share` for a vote among others."""
    query = select(Election).where(Election.id == election_id, Election.cohort_id == cohort_id)
    if lock or share:
        query = query.with_for_update(read=share).execution_options(populate_existing=True)
    return db.session.scalars(query).first()


def elections(cohort_id: int) -> list[Election]:
    """The elections of a cohort, the last opened first."""
    mine = select(Election).where(Election.cohort_id == cohort_id)
    return list(db.session.scalars(mine.order_by(Election.id.desc())))


def members(cohort_id: int, at: datetime) -> dict[int, str]:
    """Who is in the cohort at this instant, by name: they vote, and any of them may be chosen."""
    there = select(Person.id, Person.name).join(Membership, Membership.person_id == Person.id)
    found = there.where(Membership.cohort_id == cohort_id, belongs(at), Person.disabled.is_(False))
    return {row.id: row.name for row in db.session.execute(found.order_by(Person.search, Person.id))}


def have_coached(cohort_id: int, at: datetime) -> set[int]:
    """Who holds or held a term there: each once, before anyone again."""
    return set(db.session.scalars(select(Term.person_id).where(Term.cohort_id == cohort_id, Term.starts_at <= at)))


def voices(election: Election) -> list[Voice]:
    """The ballots and the carry-overs that everyone may see in this phase."""
    phase = Phase(election.phase)
    if not rules.sees_ballots(phase):
        return []
    voter, choice = aliased(Person), aliased(Person)
    columns = (Ballot.person_id, voter.name, Ballot.choice_id, choice.name, Ballot.reason, Ballot.reported)
    found = select(*columns).join(voter, voter.id == Ballot.person_id).join(choice, choice.id == Ballot.choice_id)
    mine = found.where(Ballot.election_id == election.id)
    if not rules.sees_reports(phase):
        mine = mine.where(Ballot.reported.is_(False))
    return [Voice(*row) for row in db.session.execute(mine.order_by(voter.search, voter.id, Ballot.reported))]


def own_ballots(election_id: int, person_id: int) -> dict[bool, Ballot]:
    """One's own ballot, and one's carry-over, by `reported`."""
    mine = select(Ballot).where(Ballot.election_id == election_id, Ballot.person_id == person_id)
    return {ballot.reported: ballot for ballot in db.session.scalars(mine)}


def voted(election: Election) -> set[int]:
    """Who has done what this phase asks; never what they said."""
    if election.phase in (Phase.OBJECTIONS, Phase.ANSWER):
        current = select(Proposal.id).where(Proposal.election_id == election.id, Proposal.outcome == "")
        return set(db.session.scalars(select(Answer.person_id).where(Answer.proposal_id.in_(current))))
    mine = select(Ballot.person_id).where(Ballot.election_id == election.id)
    return set(db.session.scalars(mine.where(Ballot.reported.is_(election.phase == Phase.REPORTS))))


@dataclass(frozen=True)
class Put:
    """A proposal as it is shown: who, why, what became of it, and the answers that everyone may see."""

    id: int
    number: int
    person_id: int
    name: str
    reason: str
    outcome: str
    replies: Sequence[Reply]


def proposals(election: Election) -> list[Put]:
    """Every proposal of an election in order, with its answers once they may be seen."""
    names = select(Proposal, Person.name).join(Person, Person.id == Proposal.person_id)
    found = list(db.session.execute(names.where(Proposal.election_id == election.id).order_by(Proposal.number)))
    shown = rules.sees_replies(Phase(election.phase))
    replies = _replies([row.id for row, _ in found if shown or row.outcome]) if found else {}
    return [
        Put(row.id, row.number, row.person_id, name, row.reason, row.outcome, replies.get(row.id, []))
        for row, name in found
    ]


def handovers(cohort: Cohort, at: datetime) -> list[date]:
    """When the terms under way come to their last weeks, which two coaches spend together."""
    ends = select(Term.ends_at).where(Term.cohort_id == cohort.id, Term.starts_at <= at, Term.ends_at > at)
    return [first_day(end - HANDOVER, cohort.time_zone) for end in db.session.scalars(ends)]


def gone(election: Election, put: Put | None, at: datetime) -> str:
    """The name of the proposed person when they are no longer in the cohort, or may no longer sign in."""
    return "" if put is None or put.person_id in members(election.cohort_id, at) else put.name


def _replies(proposal_ids: list[int]) -> dict[int, list[Reply]]:
    person, lifter = aliased(Person), aliased(Person)
    columns = (Answer.proposal_id, Answer.person_id, person.name, Answer.objects, Answer.reason, Answer.lifted)
    found = select(*columns, func.coalesce(lifter.name, "")).join(person, person.id == Answer.person_id)
    found = found.outerjoin(lifter, lifter.id == Answer.lifted_by)
    by_proposal: dict[int, list[Reply]] = {}
    mine = found.where(Answer.proposal_id.in_(proposal_ids)).order_by(person.search, person.id)
    for row in db.session.execute(mine):
        by_proposal.setdefault(row[0], []).append(Reply(*row[1:]))
    return by_proposal


def current(election: Election) -> Proposal | None:
    """The proposal at hand."""
    mine = select(Proposal).where(Proposal.election_id == election.id, Proposal.outcome == "")
    return db.session.scalars(mine).first()


def own_answer(proposal_id: int, person_id: int) -> Answer | None:
    """What one answered to a proposal."""
    return db.session.get(Answer, (proposal_id, person_id))
