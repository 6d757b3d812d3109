"""The signed address that stops one kind of messages for one person, in one click (RFC 8058)."""

from email.message import EmailMessage

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from course.config import Settings
from course.mail.kinds import Kind

PATH = "/desabonnement"


def address(person_id: int, kind: Kind) -> str:
    """Where this person stops this kind; it works as long as the server keeps its secret key."""
    settings: Settings = current_app.extensions["relais_settings"]
    return f"{settings.url.rstrip('/')}{PATH}/{_signer().dumps([person_id, kind])}"


def read(token: str) -> tuple[int, Kind] | None:
    """The person and the kind of an address that we signed, or None."""
    try:
        person_id, kind = _signer().loads(token)
        return int(person_id), Kind(kind)
    except (BadSignature, ValueError, TypeError):
        return None


def sign(message: EmailMessage, person_id: int, kind: Kind) -> None:
    """Add the headers of RFC 2369 and, where visitors come over HTTPS as it wants, of RFC 8058."""
    settings: Settings = current_app.extensions["relais_settings"]
    message["List-Unsubscribe"] = f"<{address(person_id, kind)}>"
    if settings.secure:
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _signer() -> URLSafeSerializer:
    settings: Settings = current_app.extensions["relais_settings"]
    return URLSafeSerializer(settings.secret_key, salt="unsubscribe")
