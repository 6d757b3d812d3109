"""Sign-in is slow on purpose, so it is limited: before any password is hashed, and for all workers alike.

The counting is `limits`' own (the engine of Flask-Limiter, whose hooks would cost every page half a
request); the counters are in our database, or in Redis when there is one.
"""

import hashlib
import ipaddress
from math import ceil

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import delete, text

from course import jobs
from course.clock import now
from course.config import ConfigurationError, Settings
from course.db import Prepared, db
from course.people.models import Throttle

NETWORK_FACTOR = 10

_COUNT = Prepared(
    text(
        "INSERT INTO throttle (key, count, expires_at) VALUES (:key, :amount, :expires) "
        "ON CONFLICT (key) DO UPDATE SET "
        "count = CASE WHEN throttle.expires_at <= :now THEN :amount ELSE throttle.count + :amount END, "
        "expires_at = CASE WHEN throttle.expires_at <= :now THEN :expires ELSE throttle.expires_at END "
        "RETURNING count"
    )
)
_READ = Prepared(text("SELECT count, expires_at FROM throttle WHERE key = :key AND expires_at > :now"))
_CLEAR = Prepared(text("DELETE FROM throttle WHERE key = :key"))
_CLEAR_ALL = Prepared(text("DELETE FROM throttle"))


class DatabaseStorage(Storage):
    """Counters in our own table, each counted in one atomic statement outside the request's transaction."""

    STORAGE_SCHEME = ["relais"]

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong here."""
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, in a window that opens with the first try."""
        at = now().timestamp()
        rows = _COUNT.rows(key=_hashed(key), amount=amount, expires=at + expiry, now=at)
        return int(rows[0][0])

    def get(self, key: str) -> int:
        """The count in the present window."""
        row = _READ.one(key=_hashed(key), now=now().timestamp())
        return int(row[0]) if row else 0

    def get_expiry(self, key: str) -> float:
        """When the present window closes, in seconds of Unix time."""
        at = now().timestamp()
        row = _READ.one(key=_hashed(key), now=at)
        return float(row[1]) if row else at

    def check(self) -> bool:
        """The database answers, or the application would not."""
        return True

    def reset(self) -> int:
        """Forget every count."""
        return _CLEAR_ALL.write()

    def clear(self, key: str) -> None:
        """Forget one count."""
        _CLEAR.write(key=_hashed(key))


def _hashed(key: str) -> str:
    """Counters keep no address, neither of a person nor of a machine."""
    return hashlib.sha256(key.encode()).hexdigest()


class Gate:
    """One limit for a subject (an e-mail, a link) from a network, and a larger one for the network alone."""

    def __init__(self, storage: Storage, subject: RateLimitItem) -> None:
        self._limiter = FixedWindowRateLimiter(storage)
        self._subject = subject
        self._network = type(subject)(subject.amount * NETWORK_FACTOR, subject.multiples)

    def minutes_to_wait(self, action: str, subject: str, network: str) -> int:
        """Count this try; 0 when it may go on, otherwise the minutes until another may."""
        for item, keys in ((self._network, (action, network)), (self._subject, (action, subject, network))):
            if not self._limiter.hit(item, *keys):
                left = self._limiter.get_window_stats(item, *keys).reset_time - now().timestamp()
                return max(1, ceil(left / 60))
        return 0

    def forget(self, action: str, subject: str, network: str) -> None:
        """Start the subject's count again, after a success."""
        self._limiter.clear(self._subject, action, subject, network)


def minutes_to_wait(action: str, subject: str) -> int:
    """Count a try of this request at `action`; 0, or the minutes to wait. Call it before opening a transaction."""
    return _gate().minutes_to_wait(action, subject, _network(request.remote_addr))


def forget(action: str, subject: str) -> None:
    """The try succeeded: the person starts afresh."""
    _gate().forget(action, subject, _network(request.remote_addr))


def _gate() -> Gate:
    found: Gate = current_app.extensions["relais_gate"]
    return found


def _network(address: str | None) -> str:
    """The IPv4 address, or the /64 that one IPv6 subscriber holds."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "?"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


@jobs.sweeps
def forget_old() -> None:
    """Delete the counters of closed windows."""
    db.session.execute(delete(Throttle).where(Throttle.expires_at <= now().timestamp()))
    db.session.commit()


def init_app(app: Flask, settings: Settings) -> None:
    """Count in Redis when there is one, otherwise in the database."""
    try:
        limit = parse(settings.signin_limit)
    except ValueError as error:
        raise ConfigurationError("RELAIS_SIGNIN_LIMIT : écrivez par exemple « 10 per 10 minutes »") from error
    storage = storage_from_string(settings.redis_url or "relais://")
    assert isinstance(storage, Storage)
    app.extensions["relais_gate"] = Gate(storage, limit)
