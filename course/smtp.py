"""One message on its way: built, handed to an SMTP server or written to a file, and what a refusal means."""

import os
import re
import smtplib
import ssl
from contextlib import suppress
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
TIMEOUT = 20
AT_ONCE = 50
"""Messages for one connection: some servers refuse more."""
LETTER = ("subject", "text", "html", "calendar", "reply_to", "message_id", "created_at")
"""What a letter is made of."""
_METHOD = re.compile(r"^METHOD:([A-Z]+)", re.MULTILINE)


def is_valid(address: str) -> bool:
    """True for smtp://, smtps:// or smtp+starttls://, perhaps a user and a password (ASCII), a host, perhaps a port."""
    parts = urlsplit(address)
    try:
        known = parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
        return known and unquote(f"{parts.username}{parts.password}").isascii()
    except ValueError:
        return False


def build(sender: str, name: str, address: str, **letter: Any) -> EmailMessage:
    """A message in plain text and HTML; a line end in a header raises ValueError.

    `letter` has its `subject`, `text`, `html`, its `calendar` file or "", where answers go (`reply_to`) or "", when it
    was written (`created_at`), and its lasting `message_id`, by which a mailbox knows a message sent twice.
    """
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = Address(display_name=name, addr_spec=address)
    message["Subject"] = letter["subject"]
    message["Date"] = format_datetime(letter["created_at"])
    message["Message-ID"] = letter["message_id"]
    if letter["reply_to"]:  # a person wrote it
        message["Reply-To"] = Address(addr_spec=letter["reply_to"])
    else:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter["text"], cte="quoted-printable")
    message.add_alternative(letter["html"], subtype="html", cte="quoted-printable")
    if letter["calendar"]:
        method = _METHOD.search(letter["calendar"])  # RFC 6047: the same as in the file
        params = {"charset": "utf-8", "method": method[1] if method else "PUBLISH"}
        content = letter["calendar"].encode()
        message.add_attachment(content, "text", "calendar", filename="agenda.ics", params=params)
    return message


class Line:
    """A connection to the server at smtp://user:password@host:port, kept from one message to the next.

    It opens at the first message, and again when the server hung up or after AT_ONCE messages.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._server: smtplib.SMTP | None = None
        self._sent = 0

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        if self._server:
            with suppress(OSError):
                self._server.quit()
            self._server.close()
            self._server = None

    def send(self, message: EmailMessage) -> None:
        """Hand a message over; it returns as soon as the server took it. Raises OSError or smtplib's errors."""
        if self._server and not self._answers():
            self.__exit__()
        if self._server is None:
            self._server, self._sent = _connect(self._address), 0
        self._sent += 1
        self._server.send_message(message)

    def _answers(self) -> bool:
        with suppress(OSError):
            return self._server is not None and self._sent < AT_ONCE and self._server.noop()[0] == 250
        return False


def _connect(address: str) -> smtplib.SMTP:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    trusted = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=trusted)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def write(message: EmailMessage, path: Path) -> None:
    """Write it where only the server's account reads it: it may hold a secret link."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(message.as_bytes())


def concerns_all(error: Exception) -> bool:
    """True when the next message would fail in the same way: the server, or the disk, is out of order."""
    return isinstance(error, OSError) and not isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)


def is_final(error: Exception) -> bool:
    """True when trying again is useless: the server said never (5xx), or the message cannot be written."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return not isinstance(error, OSError)


def explain(error: Exception) -> str:
    """What an administrator reads about it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reason = next(iter(error.recipients.values()))
        return f"Adresse refusée par le serveur de messagerie : {code} {reason.decode(errors='replace')}"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"Refus du serveur de messagerie : {error.smtp_code} {said}"
    if isinstance(error, OSError):
        return f"Envoi impossible pour l'instant : {error}"
    return f"Message impossible à écrire : {error}"
