"""Every write about elections: open, vote, propose, answer, lift, adopt. The caller commits.

A vote shares the election's row and a move locks it: no vote slips in after its phase was closed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import current_app
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from course import mail
from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts import term_operations as terms
from course.cohorts.elections import queries, rules
from course.cohorts.elections.models import Answer, Ballot, Election, Proposal
from course.cohorts.elections.rules import FORWARD, TITLES, Phase
from course.cohorts.models import Cohort
from course.cohorts.operations import RefusedError
from course.config import Settings
from course.db import Base, db
from course.mail import Kind
from course.people.models import Person

_MOVED = "L'élection a changé d'étape entre-temps : voici où elle en est."


def open_election(cohort: Cohort, values: Mapping[str, object], actor_id: int) -> Election:
    """Begin an election; a cohort has one at a time. May raise RefusedError."""
    election = Election(cohort_id=cohort.id, opened_by=actor_id, phase=Phase.ROLE, **values)
    try:
        with db.session.begin_nested():
            db.session.add(election)
    except IntegrityError:
        raise RefusedError("Une élection est déjà en cours dans cette cohorte.", "mandate") from None
    cohorts.note("election-opened", cohort, actor_id)
    return election


def describe(election: Election, values: Mapping[str, object]) -> None:
    """Adjust the role: before the ballots, or to lift an objection. May raise RefusedError."""
    _require(election, Phase.ROLE, Phase.ANSWER)
    for name, value in values.items():
        setattr(election, name, value)


def move(election: Election, seen: str, actor_id: int) -> None:
    """Go on to the next step, unless somebody already did. May raise RefusedError."""
    phase = Phase(election.phase)
    _require(election, *FORWARD)
    if seen != phase:
        raise RefusedError(_MOVED)
    if phase is Phase.BALLOTS and not queries.voted(election):
        raise RefusedError("Attendez au moins un bulletin.")
    _go(election, FORWARD[phase], actor_id)
    if election.phase == Phase.BALLOTS:
        _call(election, "Votre bulletin est attendu")


def vote(election: Election, person_id: int, choice_id: int, reason: str, at: datetime) -> None:
    """Keep a member's ballot, or what they carry over; the last one sent counts. May raise RefusedError."""
    _require(election, Phase.BALLOTS, Phase.REPORTS)
    reported = election.phase == Phase.REPORTS
    if reported:
        first = queries.own_ballots(election.id, person_id).get(False)
        if first is None:
            raise RefusedError("Vous n'avez pas de bulletin à reporter.")
        if first.choice_id == choice_id:
            _keep_first(election, person_id)
            return
    mail.withdraw(_about(election, person_id))
    values = {"choice_id": choice_id, "reason": reason, "at": at}
    _upsert(Ballot, {"election_id": election.id, "person_id": person_id, "reported": reported}, values)


def _keep_first(election: Election, person_id: int) -> None:
    """Come back to one's own ballot."""
    mine = (Ballot.election_id == election.id, Ballot.person_id == person_id, Ballot.reported)
    db.session.execute(delete(Ballot).where(*mine).execution_options(synchronize_session=False))


def propose(election: Election, person_id: int, reason: str, actor_id: int, at: datetime) -> None:
    """Put a name to the cohort, with the reasons that carry it. May raise RefusedError."""
    _require(election, Phase.PROPOSAL)
    last = db.session.scalar(select(func.max(Proposal.number)).where(Proposal.election_id == election.id)) or 0
    proposal = Proposal(election_id=election.id, number=last + 1, person_id=person_id, reason=reason, at=at)
    db.session.add(proposal)
    _go(election, Phase.OBJECTIONS, actor_id)
    _call(election, "Votre réponse est attendue")


def answer(election: Election, person_id: int, objects: bool, reason: str, at: datetime) -> None:
    """Keep a member's answer to the proposal: everyone's in the round, then the proposed person's. May raise."""
    _require(election, Phase.OBJECTIONS, Phase.ANSWER)
    proposal = _current(election)
    last_word = election.phase == Phase.ANSWER
    if last_word and proposal.person_id != person_id:
        raise RefusedError("Le tour des objections est clos.")
    if not last_word and proposal.person_id == person_id:
        raise RefusedError("Vous parlerez en dernier, quand chacun aura répondu.")
    mail.withdraw(_about(election, person_id))
    values = {"objects": objects, "reason": reason if objects else "", "at": at, "lifted": "", "lifted_by": None}
    _upsert(Answer, {"proposal_id": proposal.id, "person_id": person_id}, values)


def lift(election: Election, objector_id: int, text: str, actor_id: int, leads: bool) -> None:
    """Note how an objection fell. May raise RefusedError."""
    _require(election, Phase.ANSWER)
    proposal = _current(election)
    if not rules.may_lift(actor_id, leads, objector_id, proposal.person_id):
        raise RefusedError("Seule la personne qui objecte peut dire que son objection est levée.")
    mine = (Answer.proposal_id == proposal.id, Answer.person_id == objector_id, Answer.objects)
    lifted = update(Answer).where(*mine).values(lifted=text, lifted_by=actor_id).returning(Answer.person_id)
    if db.session.execute(lifted.execution_options(synchronize_session=False)).first() is None:
        raise RefusedError("Cette personne n'a pas d'objection.")


def seek_another(election: Election, actor_id: int) -> None:
    """Withdraw the proposal and look for another name; what was said is kept. May raise RefusedError.

    Once the round is over; before, and even once adopted, when the proposed person is gone.
    """
    put = next((item for item in reversed(queries.proposals(election)) if item.outcome != "withdrawn"), None)
    if put is None or not queries.gone(election, put, now()) or election.term_id is not None:
        _require(election, Phase.ANSWER)
    proposal = db.session.get_one(Proposal, put.id) if put else _current(election)
    proposal.outcome, election.closed_at = "withdrawn", None
    _go(election, Phase.PROPOSAL, actor_id)


def adopt(election: Election, actor_id: int, at: datetime) -> None:
    """Close the election on the proposed name, once nothing stands in the way. May raise RefusedError."""
    _require(election, Phase.ANSWER)
    proposal = _current(election)
    put = next(item for item in queries.proposals(election) if item.id == proposal.id)
    if found := rules.obstacles(put.replies, proposal.person_id, queries.gone(election, put, at)):
        raise RefusedError(" ".join(found))
    proposal.outcome, election.closed_at = "elected", at
    _go(election, Phase.DONE, actor_id)


def stop(election: Election, actor_id: int, at: datetime) -> None:
    """Close the election without a result; what was hidden stays hidden. May raise RefusedError."""
    if election.closed_at:
        raise RefusedError(_MOVED)
    election.closed_at = at
    mail.withdraw(_about(election))
    cohorts.note("election-stopped", _cohort(election), actor_id)


def make_term(election: Election, actor_id: int, at: datetime) -> None:
    """Give the elected person their term; a second click changes nothing. May raise RefusedError."""
    if election.phase != Phase.DONE:
        raise RefusedError(_MOVED)
    if election.term_id is not None:
        return
    elected = select(Person).join(Proposal, Proposal.person_id == Person.id)
    mine = elected.where(Proposal.election_id == election.id, Proposal.outcome == "elected")
    person = db.session.scalars(mine).one()
    election.term_id = terms.give(_cohort(election), person, (election.first, election.last), actor_id, at).id


def _require(election: Election, *phases: Phase) -> None:
    if election.closed_at or election.phase not in phases:
        raise RefusedError(_MOVED)


def _current(election: Election) -> Proposal:
    proposal = queries.current(election)
    if proposal is None:
        raise RefusedError(_MOVED)
    return proposal


def _go(election: Election, phase: Phase, actor_id: int) -> None:
    election.phase = phase
    mail.withdraw(_about(election))
    cohorts.note("election-moved", _cohort(election), actor_id, more=f", {TITLES[phase]}")


def _call(election: Election, subject: str) -> None:
    """Tell every member, once, that the step needs them: within the move's own transaction."""
    settings: Settings = current_app.extensions["relais_settings"]
    cohort = _cohort(election)
    url = f"{settings.url.rstrip('/')}/cohortes/{cohort.id}/elections/{election.id}"
    people = select(Person).where(Person.id.in_(queries.members(cohort.id, now())))
    values = {"cohort": cohort, "phase": election.phase, "url": url}

    def written(person: Person) -> mail.Columns:
        key = f"{_about(election, person.id)}{uuid4().hex}"
        more: dict[str, Any] = {"person_id": person.id, "name": person.name, "unique_key": key, **values}
        return mail.written(person.email, subject, "election", kind=Kind.COHORT, **more)

    mail.queue_once([written(person) for person in db.session.scalars(people.order_by(Person.id))])


def _about(election: Election, *person: int) -> str:
    """What a call is about, or the beginning of it: it is worth nothing once answered, or once the election moved."""
    return ":".join(map(str, ("election", election.id, *person))) + ":"


def _cohort(election: Election) -> Cohort:
    return db.session.get_one(Cohort, election.cohort_id)


def _upsert(table: type[Base], key: Mapping[str, object], values: Mapping[str, object]) -> None:
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    row = dialect.insert(table).values(**key, **values)
    db.session.execute(row.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
