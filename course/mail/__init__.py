"""The outbox: a message is a row, written with the fact that asks for it, and a job sends it later.

A server that is down loses nothing: the row keeps its error and the time of its next try. Without
SMTP, messages become .eml files in the instance folder and stay readable in the admin pages.

kinds       what a message is for, and which kinds a person may refuse
rules       when to try again, and when is a decent time for a person
models      the outbox, and what people refuse
operations  write a message, send it again, keep it, refuse a kind
unsubscribe the signed address that stops a kind in one click
sending     the job that sends what is due
"""

from course.mail.kinds import Kind
from course.mail.models import Message, Refusal
from course.mail.operations import Columns, choose, queue, queue_once, refuse, refused_kinds, resend, withdraw, written
from course.mail.rules import Hours, masked
from course.mail.sending import init_app, send_due

__all__ = [
    "Columns",
    "Hours",
    "Kind",
    "Message",
    "Refusal",
    "choose",
    "init_app",
    "masked",
    "queue",
    "queue_once",
    "refuse",
    "refused_kinds",
    "resend",
    "send_due",
    "withdraw",
    "written",
]
