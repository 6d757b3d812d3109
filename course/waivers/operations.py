"""Every write about waivers: propose, ask, add evidence, give up, decide, take back. Callers commit."""

from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from course import mail
from course.db import db
from course.people.facts import changed
from course.people.models import Audit, Person
from course.people.operations import RefusedError
from course.typography import typo
from course.waivers.models import Waiver
from course.waivers.queries import live, past
from course.waivers.rules import SETTLING, Decision, Part, Reason, State, same_grounds

MOST_WAITING = 20


def propose(person_id: int, part: Part, grounds: str, evidence: str, at: datetime) -> None:
    """Propose to leave out a part, from a positioning; where one is live already, nothing changes."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    values = {
        "grounds": grounds,
        "evidence": evidence,
        "origin": "positioning",
        "state": State.PROPOSED,
        "proposed_at": at,
    }
    texts = {"decided_role": "", "decided_service": "", "decision_note": "", "was": ""}
    row = insert(Waiver).values(person_id=person_id, **part.columns, **values, **texts)
    if db.session.scalar(row.on_conflict_do_nothing().returning(Waiver.id)):
        _note("waiver-proposed", person_id, person_id, f"{part.title} : {part.reason.label}")


def ask(person_id: int, part: Part, evidence: str, at: datetime) -> None:
    """Ask to leave out a part. May raise RefusedError: one live waiver for a part, none again on the same grounds."""
    _lock(person_id)
    waiting = live(person_id)
    _free(waiting, part)
    if sum(item.state == State.PROPOSED for item in waiting) >= MOST_WAITING:
        raise RefusedError(f"{MOST_WAITING} demandes attendent déjà une réponse.", "part")
    if any(same_grounds(item, part, evidence) for item in past(person_id)):
        raise RefusedError(
            "Cette demande a déjà été refusée pour ce motif. Ajoutez un élément nouveau, ou parlez-en à votre coach.",
            "evidence",
        )
    row = Waiver(person_id=person_id, **part.columns, evidence=evidence, origin="person", proposed_at=at)
    db.session.add(row)
    _note("waiver-asked", person_id, person_id, f"{part.title} : {part.reason.label}")


def grant(person_id: int, part: Part, decision: Decision) -> None:
    """Leave out a part that nobody asked to. May raise RefusedError: one live waiver for a part."""
    person = _lock(person_id)
    _free(live(person_id), part)
    waiver = Waiver(person_id=person_id, **part.columns, origin="granted", proposed_at=decision.at)
    db.session.add(waiver)
    _decided(waiver, State.ACCEPTED, decision)
    db.session.flush()
    _absorb(waiver, decision)
    _tell(waiver, person, decision)


def add_evidence(waiver: Waiver, evidence: str) -> None:
    """Say more before it is decided. May raise RefusedError."""
    _still(waiver, State.PROPOSED)
    waiver.evidence = evidence


def give_up(waiver: Waiver, at: datetime) -> None:
    """The person prefers to follow this part. May raise RefusedError once it is decided."""
    _still(waiver, State.PROPOSED)
    waiver.state, waiver.decided_at, waiver.decided_by = State.WITHDRAWN, at, waiver.person_id
    _note("waiver-given-up", waiver.person_id, waiver.person_id, waiver.title)


def accept(waiver: Waiver, part: Part, decision: Decision) -> None:
    """Leave out this part: as it was asked, or amended when its scope or its reason differs. May raise RefusedError."""
    person = _still(waiver, State.PROPOSED)
    same = (part.scope, part.reason) == (waiver.scope, waiver.reason)
    was = "" if same else f"{waiver.title} : {waiver.why}"
    try:
        with db.session.begin_nested():
            if not same:
                for name, value in part.columns.items():
                    setattr(waiver, name, value)
            waiver.was = was
            _decided(waiver, State.ACCEPTED if same else State.AMENDED, decision)
    except IntegrityError:
        raise RefusedError("Une autre dispense existe déjà pour cette partie.", "part") from None
    _absorb(waiver, decision)
    _tell(waiver, person, decision)


def refuse(waiver: Waiver, decision: Decision) -> None:
    """The part is to be followed. May raise RefusedError."""
    person = _still(waiver, State.PROPOSED)
    _decided(waiver, State.REFUSED, decision)
    _tell(waiver, person, decision)


def take_back(waiver: Waiver, decision: Decision) -> None:
    """It was a mistake: the part is to be followed again; no work is touched. May raise RefusedError."""
    person = _still(waiver, *SETTLING)
    _decided(waiver, State.WITHDRAWN, decision)
    _tell(waiver, person, decision)


def _decided(waiver: Waiver, state: State, decision: Decision) -> None:
    waiver.state, waiver.decided_at, waiver.decided_by = state, decision.at, decision.person_id
    waiver.decided_role, waiver.decided_service = decision.role, decision.service
    waiver.decision_note = decision.note


def _free(held: Iterable[Waiver], part: Part) -> None:
    """Refuse a second live waiver of a part."""
    if any((item.module, item.lesson) == (part.scope.module, part.scope.lesson) for item in held):
        raise RefusedError("Une dispense existe déjà pour cette partie.", "part")


def _absorb(waiver: Waiver, decision: Decision) -> None:
    """Lessons that wait need no decision once all those of their module are left out."""
    if waiver.lesson:
        return
    for item in live(waiver.person_id):
        if item.module == waiver.module and item.state == State.PROPOSED:
            note = typo(f"Comprise dans la dispense : {waiver.title}.")
            _decided(
                item, State.WITHDRAWN, Decision(decision.person_id, decision.role, decision.service, decision.at, note)
            )


def _lock(person_id: int) -> Person:
    """One decision at a time for a person: whoever waits then reads what the first one wrote."""
    return db.session.get_one(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)


def _still(waiver: Waiver, *states: str) -> Person:
    """The person, locked, while the waiver stands where it must."""
    person = _lock(waiver.person_id)
    db.session.refresh(waiver, with_for_update=True)
    if waiver.state not in states:
        raise RefusedError("Cette dispense vient d'être décidée ou retirée. Rien n'a changé.")
    return person


def _tell(waiver: Waiver, person: Person, decision: Decision) -> None:
    """The person's progress changes; they are told, and a trace stays."""
    changed(person.id)
    url = current_app.extensions["relais_settings"].url.rstrip("/")
    mail.queue(
        person.email,
        "Votre dispense",
        "waiver",
        kind=mail.Kind.DECISION,
        person_id=person.id,
        name=person.name,
        about=f"waiver:{waiver.id}",
        url=url,
        waiver=waiver,
        decision=decision,
    )
    state = State(waiver.state)
    detail = f"{waiver.title} : {Reason(waiver.reason).label}" + (f" (demandé : {waiver.was})" if waiver.was else "")
    _note(f"waiver-{state}", person.id, decision.person_id, detail)


def _note(action: str, person_id: int, actor_id: int | None, detail: str) -> None:
    db.session.add(Audit(actor_id=actor_id, person_id=person_id, action=action, detail=detail))
