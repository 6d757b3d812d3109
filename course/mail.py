"""The outbox: a message is a row, written with the fact that asks for it, and a job sends it later.

A server that is down loses nothing: the row keeps its error and the time of its next try. Without
SMTP, messages become .eml files in the instance folder and stay readable in the admin pages.
"""

import logging
import re
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

from flask import Flask, current_app
from sqlalchemy import Index, Row, String, Text, exists, select, update
from sqlalchemy.orm import Mapped, mapped_column

from course import jobs, smtp
from course.clock import now
from course.config import ConfigurationError, Settings
from course.db import Base, db
from course.typography import typo

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
TRIES = 100

_SECRET = re.compile(r"(?<=/)[\w-]{43}(?![\w-])")
_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_log = logging.getLogger("relais.mail")


class Message(Base):
    """One message to one person; `due_at` is its next try, and empty once it was given up.

    `calendar` is the text of the calendar file (RFC 5545) that goes with it, if any. `reply_to` is the address of
    the person on whose behalf it leaves, "" for the platform's own messages.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "sent_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254))
    recipient_name: Mapped[str] = mapped_column(String(160))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text, default="", server_default="")
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime | None] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    reply_to: Mapped[str] = mapped_column(String(254), default="", server_default="")

    @property
    def state(self) -> str:
        """`sent`, `failed` (given up), `late` (tried, will be tried again) or `waiting`."""
        if self.sent_at:
            return "sent"
        if self.due_at is None:
            return "failed"
        return "late" if self.last_error else "waiting"


def queue(to: str, subject: str, template: str, *, name: str = "", **context: object) -> Message:
    """Write a message of templates/mail/ to `name` <`to`> within the current transaction; the message, as written."""
    environment = current_app.jinja_env
    values = {"name": name, "subject": typo(subject), **context}
    domain = parseaddr(_settings().mail_from)[1].rpartition("@")[2]
    message = Message(
        recipient=Address(addr_spec=to).addr_spec,
        recipient_name=_LINE_ENDS.sub(" ", name).strip(),
        subject=_LINE_ENDS.sub(" ", typo(subject)),
        text=environment.get_template(f"mail/{template}.txt").render(values).strip() + "\n",
        html=environment.get_template(f"mail/{template}.html").render(values),
        message_id=f"<{uuid4().hex}@{domain}>",
    )
    db.session.add(message)
    jobs.order("mail", key="mail")
    return message


def resend(message: Message) -> None:
    """Try a message that was given up once more, from the beginning."""
    message.due_at, message.attempts, message.last_error = now(), 0, ""
    jobs.order("mail", key="mail")


def masked(text: str) -> str:
    """The text without the secrets of its links."""
    return _SECRET.sub("••••••", text)


def wait(attempts: int) -> timedelta:
    """How long to wait after this many tries: 1, 3, 9 minutes… up to an hour."""
    return min(FIRST_WAIT * float(3 ** min(attempts - 1, 10)), LONGEST_WAIT)


@jobs.sweeps
def order_due() -> None:
    """Order the job when a message fell due; one written while the job was ending is found here too."""
    due = exists().where(Message.sent_at.is_(None), Message.due_at <= now())
    running = exists().where(jobs.Job.key == "mail", jobs.Job.state.in_(("queued", "running")))
    if db.session.scalar(select(due & ~running)):
        jobs.order("mail", key="mail")
    db.session.commit()


@jobs.handles("mail")
def send_due(_payload: jobs.Payload, report: jobs.Report) -> None:
    """Send what is due, one by one; a server out of order is left alone until the next look."""
    done, in_order = 0, True
    while in_order and (row := _claim()):
        in_order = _send(row)
        done += 1
        report(done, done)


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


def _send(row: Row[Any]) -> bool:
    """Try once, outside any transaction, and write what became of it; False when nothing can leave."""
    try:
        _deliver(row)
        values: dict[str, object] = {"sent_at": now(), "last_error": ""}
        if _settings().smtp_url:
            values |= {"text": masked(row.text), "html": masked(row.html)}
        in_order = True
    except Exception as error:
        _log.warning("message %s was not sent: %s", row.id, error)
        given_up = smtp.is_final(error) or row.attempts >= TRIES
        values = {"last_error": smtp.explain(error)[:500], "due_at": None if given_up else now() + wait(row.attempts)}
        in_order = not smtp.concerns_all(error)
    db.session.execute(update(Message).where(Message.id == row.id).values(**values))
    db.session.commit()
    return in_order


def _deliver(row: Row[Any]) -> None:
    settings = _settings()
    letter = {name: getattr(row, name) for name in smtp.LETTER}
    message = smtp.build(settings.mail_from, row.recipient_name, row.recipient, **letter)
    if settings.smtp_url:
        smtp.send(message, settings.smtp_url)
    else:
        smtp.write(message, settings.instance / "mail" / f"{row.id:06d}.eml")


def _settings() -> Settings:
    found: Settings = current_app.extensions["relais_settings"]
    return found


def init_app(_app: Flask, settings: Settings) -> None:
    """Refuse to start on a mail setting that could never send."""
    if settings.smtp_url and not smtp.is_valid(settings.smtp_url):
        raise ConfigurationError("RELAIS_SMTP_URL : écrivez smtp://, smtps:// ou smtp+starttls://, puis le serveur")
    if "@" not in parseaddr(settings.mail_from)[1]:
        raise ConfigurationError("RELAIS_MAIL_FROM : adresse attendue, par exemple « Relais <relais@exemple.fr> »")
