"""Every write about messages: write one, send it again, keep it, refuse a kind. The caller commits."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from course import jobs
from course.clock import now
from course.config import Settings
from course.db import db
from course.mail import unsubscribe
from course.mail.kinds import Kind
from course.mail.models import SUBJECT_LONGEST, Message, Refusal
from course.typography import typo

ROW = frozenset({"urgent", "useless_after", "unique_key", "calendar", "reply_to"})
"""What `queue` takes for the row itself; the rest is for the template."""
Columns = dict[str, Any]
"""A message to be."""
AHEAD = timedelta(hours=1)
"""What presses falls due before what it was written with: nobody waits for a link behind 5,000 digests."""
_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def queue(to: str, subject: str, template: str, *, kind: Kind, person_id: int | None = None, **more: Any) -> Message:
    """Write a message of templates/mail/ to `name` <`to`> within the current transaction; the message, as written.

    All kinds but ACCOUNT name the person, who may refuse them, and wait for their working days unless
    `urgent=True`; `useless_after` is when it is no longer worth sending; a `unique_key` is used once. Of two messages
    with the same `about`, the second takes the place of the first if that one has not left.
    """
    if about := more.pop("about", ""):
        withdraw(f"{about}:")
        more["unique_key"] = f"{about}:{uuid4().hex}"
    message = Message(**written(to, subject, template, kind=kind, person_id=person_id, **more))
    db.session.add(message)
    jobs.order("mail", key="mail")
    return message


def queue_once(messages: Sequence[Columns]) -> None:
    """Put many written messages in the outbox, in one statement; those whose `unique_key` is there already are not."""
    if messages:
        dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
        absent = dialect.insert(Message).on_conflict_do_nothing(index_elements=["unique_key"])
        db.session.execute(absent, messages)
        jobs.order("mail", key="mail")


def withdraw(beginning: str) -> set[int]:
    """Keep in the outbox those that have not left, and whose `unique_key` begins so: they are true no longer.

    The people who will not read them, by number.
    """
    waiting = update(Message).where(Message.unique_key.startswith(beginning), Message.sent_at.is_(None))
    stale = waiting.where(Message.due_at.is_not(None)).values(due_at=None, withheld="stale")
    kept = db.session.scalars(stale.returning(Message.person_id).execution_options(synchronize_session=False))
    return {person_id for person_id in kept if person_id is not None}


def written(to: str, subject: str, template: str, *, kind: Kind, person_id: int | None, **more: Any) -> Columns:
    """The columns of a message that is not yet in the outbox; arguments as for `queue`."""
    if kind != Kind.ACCOUNT and person_id is None:
        raise ValueError(f"a message of kind {kind} names its person")
    environment = current_app.jinja_env
    row = {name: more.pop(name) for name in ROW & more.keys()}
    pressing = kind == Kind.ACCOUNT or bool(row.get("urgent"))
    values = {"name": "", "subject": typo(subject), **_foot(kind, person_id), **more}
    settings: Settings = current_app.extensions["relais_settings"]
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    return dict(
        kind=kind,
        person_id=person_id,
        recipient=Address(addr_spec=to).addr_spec,
        recipient_name=_LINE_ENDS.sub(" ", values["name"]).strip(),
        subject=_LINE_ENDS.sub(" ", typo(subject))[:SUBJECT_LONGEST],
        text=environment.get_template(f"mail/{template}.txt").render(values).strip() + "\n",
        html=environment.get_template(f"mail/{template}.html").render(values),
        message_id=f"<{uuid4().hex}@{domain}>",
        due_at=now() - AHEAD if pressing else now(),
        **row,
    )


def resend(message: Message) -> None:
    """Try a message that was given up once more, from the beginning."""
    message.due_at, message.attempts, message.last_error = now(), 0, ""
    jobs.order("mail", key="mail")


def refused_kinds(person_id: int) -> set[Kind]:
    """The kinds that a person no longer wants."""
    return set(map(Kind, db.session.scalars(select(Refusal.kind).where(Refusal.person_id == person_id))))


def refuse(person_id: int, kind: Kind) -> bool:
    """Send this kind to this person no more; False when they refused it already."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    row = dialect.insert(Refusal).values(person_id=person_id, kind=kind, at=now())
    absent = row.on_conflict_do_nothing(index_elements=["person_id", "kind"]).returning(Refusal.kind)
    return db.session.scalar(absent) is not None


def choose(person_id: int, refused: Iterable[Kind]) -> None:
    """Refuse these kinds and no other."""
    wanted = set(refused)
    mine = delete(Refusal).where(Refusal.person_id == person_id, Refusal.kind.not_in(wanted))
    db.session.execute(mine.execution_options(synchronize_session=False))
    for kind in sorted(wanted):
        refuse(person_id, kind)


def _foot(kind: Kind, person_id: int | None) -> dict[str, object]:
    """What the foot of a message says of its kind; nothing where it cannot be refused."""
    if kind == Kind.ACCOUNT or person_id is None:
        return {}
    return {"kind": kind, "unsubscribe": unsubscribe.address(person_id, kind)}
