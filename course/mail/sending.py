"""The job that sends what is due, one message at a time, and the sweep that orders it."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Row, delete, exists, func, or_, select, update

from course import jobs, smtp
from course.clock import now
from course.config import ConfigurationError, Settings
from course.db import db
from course.mail import rules, unsubscribe
from course.mail.kinds import Kind
from course.mail.models import Message, Refusal
from course.mail.rules import Hours, masked

LEASE = timedelta(minutes=5)
TRIES = 100
KEPT = timedelta(days=60)

Agenda = Callable[[int, datetime], Sequence[Hours]]
"""The working days of a person, in each of their cohorts at an instant; never empty."""

_log = logging.getLogger("relais.mail")


@jobs.sweeps
def order_due() -> None:
    """Order the job when a message fell due; one written while the job was ending is found here too."""
    due = exists().where(Message.sent_at.is_(None), Message.due_at <= now())
    running = exists().where(jobs.Job.key == "mail", jobs.Job.state.in_(("queued", "running")))
    if db.session.scalar(select(due & ~running)):
        jobs.order("mail", key="mail")
    db.session.commit()


@jobs.sweeps
def forget_old() -> None:
    """Forget what left, or was withheld, two months ago: it holds names and texts."""
    over = or_(Message.sent_at.is_not(None), Message.withheld != "")
    db.session.execute(delete(Message).where(over, Message.created_at < now() - KEPT))
    db.session.commit()


@jobs.handles("mail", "Envoi des messages")
def send_due(_payload: jobs.Payload, report: jobs.Report) -> None:
    """Send what is due, one by one; a server out of order is left alone until the next look."""
    done, total, in_order = 0, _due_now(), True
    with smtp.Line(_settings().smtp_url) as line:
        while in_order and (row := _claim()):
            waits = _waits(row)
            in_order = bool(waits) or _send(row, line)
            if waits:
                _settle(row, attempts=row.attempts - 1, **waits)
            done += 1
            report(done, max(done, total))


def _due_now() -> int:
    due = select(func.count()).where(Message.sent_at.is_(None), Message.due_at <= now())
    count: int = db.session.scalar(due) or 0
    db.session.rollback()
    return count


def _claim() -> Row[Any] | None:
    """Take a message for a while: nobody else sends it, and it falls due again if this worker dies."""
    due = (Message.sent_at.is_(None), Message.due_at <= now())
    first = select(Message.id).where(*due).order_by(Message.due_at, Message.id).limit(1)
    claim = (
        update(Message)
        .where(Message.id == first.with_for_update(skip_locked=True).scalar_subquery(), *due)
        .values(due_at=now() + LEASE, attempts=Message.attempts + 1)
        .returning(*Message.__table__.columns)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(claim).first()
    db.session.commit()
    return row


def _waits(row: Row[Any]) -> dict[str, object]:
    """Why a message does not leave now: what becomes of its row; nothing when it leaves.

    It is asked at the last moment: a choice, or a day off, may have come since it was written.
    """
    if row.kind == Kind.ACCOUNT or row.person_id is None:
        return {}
    at = now()
    refused = select(Refusal.kind).where(Refusal.person_id == row.person_id, Refusal.kind == row.kind)
    found = db.session.scalar(refused)
    when = at if row.urgent else rules.decent(at, _agenda()(row.person_id, at))
    db.session.rollback()
    if found:
        return {"due_at": None, "withheld": "refused"}
    if row.useless_after and row.useless_after <= when:
        return {"due_at": None, "withheld": "stale"}
    return {"due_at": when} if when > at else {}


def _send(row: Row[Any], line: smtp.Line) -> bool:
    """Try once, outside any transaction, and write what became of it; False when nothing can leave."""
    try:
        _deliver(row, line)
    except Exception as error:
        _log.warning("message %s was not sent: %s", row.id, error)
        given_up = smtp.is_final(error) or row.attempts >= TRIES
        due_at = None if given_up else now() + rules.wait(row.attempts)
        _settle(row, last_error=smtp.explain(error)[:500], due_at=due_at)
        return not smtp.concerns_all(error)
    values: dict[str, object] = {"sent_at": now(), "last_error": ""}
    if _settings().smtp_url:
        values |= {"text": masked(row.text), "html": masked(row.html)}
    jobs.insist(update(Message).where(Message.id == row.id).values(**values))
    return True


def _settle(row: Row[Any], **values: object) -> None:
    """Write what becomes of a message that did not leave, unless another worker took it meanwhile."""
    mine = update(Message).where(Message.id == row.id, Message.attempts == row.attempts, Message.sent_at.is_(None))
    jobs.insist(mine.values(**values))


def _deliver(row: Row[Any], line: smtp.Line) -> None:
    settings = _settings()
    letter = {name: getattr(row, name) for name in smtp.LETTER}
    message = smtp.build(settings.sender, row.recipient_name, row.recipient, **letter)
    if row.kind != Kind.ACCOUNT and row.person_id is not None:
        unsubscribe.sign(message, row.person_id, Kind(row.kind))
    if settings.smtp_url:
        line.send(message)
    else:
        smtp.write(message, settings.instance / "mail" / f"{row.id:06d}.eml")


def _agenda() -> Agenda:
    found: Agenda = current_app.extensions["relais_agenda"]
    return found


def _settings() -> Settings:
    found: Settings = current_app.extensions["relais_settings"]
    return found


def init_app(app: Flask, settings: Settings, agenda: Agenda) -> None:
    """Know when people work; refuse to start on a mail setting that could never send."""
    app.extensions["relais_agenda"] = agenda
    if settings.smtp_url and not smtp.is_valid(settings.smtp_url):
        raise ConfigurationError("RELAIS_SMTP_URL : écrivez smtp://, smtps:// ou smtp+starttls://, puis le serveur")
    if "@" not in parseaddr(settings.mail_from)[1]:
        raise ConfigurationError("RELAIS_MAIL_FROM : adresse attendue, par exemple « Relais <relais@exemple.fr> »")
