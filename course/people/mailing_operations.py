"""Every write about the messages that a person receives, with its trace. The caller commits."""

from course import mail
from course.db import db
from course.mail import Kind
from course.people.models import Audit


def choose(person_id: int, refused: set[Kind]) -> None:
    """Keep which kinds of messages one no longer wants."""
    if refused != mail.refused_kinds(person_id):
        mail.choose(person_id, refused)
        labels = ", ".join(kind.label for kind in Kind if kind in refused) or "aucun"
        db.session.add(Audit(action="mail-chosen", person_id=person_id, actor_id=person_id, detail=labels))


def refuse(person_id: int, kind: Kind) -> None:
    """Stop one kind of messages; nobody is signed in, the signed address is enough."""
    if mail.refuse(person_id, kind):
        db.session.add(Audit(action="mail-refused", person_id=person_id, actor_id=None, detail=kind.label))
