"""A real SMTP server for the tests, which can be down, refuse an address, or ask for a password."""

import socket
import ssl
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class PostOffice:
    """`messages` are those it took; an address with `refused` or `later` in it gets 550 or 450.

    It hangs up once it answered one with `hangup`. `taken` is called when a message was taken, before the answer.
    """

    def __init__(self) -> None:
        self.messages = []
        self.recipients = []
        self.logins = []
        self.connections = 0
        self.taken = lambda: None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"smtp://127.0.0.1:{self.port}"

    @contextmanager
    def open(self, **options):
        """Answer for a while."""
        controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data) -> AuthResult:
        """Note who logs in; anyone may."""
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        """Called by aiosmtpd when a client presents itself."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Called by aiosmtpd for each recipient."""
        if "refused" in address:
            return "550 5.1.1 Boîte inconnue"
        if "later" in address:
            return "450 4.2.0 Revenez plus tard"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """Called by aiosmtpd with the message."""
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(envelope.rcpt_tos)
        self.taken()
        if "hangup" in envelope.rcpt_tos[0]:
            server.loop.call_soon(server.transport.close)
        return "250 OK"


def tls(certificate, key) -> ssl.SSLContext:
    """What a server needs to speak TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context
