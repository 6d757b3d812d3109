"""Sign-in is slow on purpose, so its failures are limited: before any password is hashed, for all workers alike.

The counting is `limits`' own (the engine of Flask-Limiter, whose hooks would cost every page half a
request); the counters are in our database: Redis, where there is one, may stop, and people sign in all the same.
"""

import hashlib
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import delete, text

from course import jobs
from course.clock import now
from course.config import ConfigurationError, Settings
from course.db import Prepared, db
from course.people import known_devices
from course.people.models import Throttle

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


@dataclass(frozen=True)
class Limits:
    """What is allowed before one waits: to a browser on an account, to everybody on an account, to a network."""

    browser: RateLimitItem
    account: RateLimitItem
    network: RateLimitItem


@dataclass(frozen=True)
class Try:
    """One try at an action: on which account, from which network, by which browser if it is known to the account."""

    action: str
    account: str
    network: str
    device: str = ""


class Gate:
    """Three counters of failed tries: a try is counted before it is made, and taken back when it succeeds.

    A browser that the account knows has a counter of its own, and the account's does not stop it: whoever guesses
    from everywhere keeps out strangers only.
    """

    def __init__(self, storage: Storage, limits: Limits) -> None:
        self._storage = storage
        self._limiter = FixedWindowRateLimiter(storage)
        self._limits = limits

    def minutes_to_wait(self, made: Try) -> int:
        """Count this try; 0 when it may go on, otherwise the minutes until another may."""
        for item, keys in self._counters(made):
            if not self._limiter.hit(item, *keys):
                left = self._limiter.get_window_stats(item, *keys).reset_time - now().timestamp()
                return max(1, ceil(left / 60))
        return 0

    def failures(self, made: Try) -> int:
        """How many tries at this account failed in the present window, wherever they came from."""
        keys = _keys(made.action, "account", made.account)
        return self._limits.account.amount - self._limiter.get_window_stats(self._limits.account, *keys).remaining

    def succeeded(self, made: Try) -> None:
        """The try was right: the browser and the account start afresh, and the network did not fail."""
        self.forget(made)
        network = self._limits.network
        self._storage.incr(network.key_for(*_keys(made.action, "network", made.network)), network.get_expiry(), -1)

    def forget(self, made: Try) -> None:
        """Start the counts of this browser and of this account again."""
        self._limiter.clear(self._limits.browser, *_browser(made))
        self._limiter.clear(self._limits.account, *_keys(made.action, "account", made.account))

    def _counters(self, made: Try) -> Iterator[tuple[RateLimitItem, tuple[str, ...]]]:
        """What stops first comes first: a try that is refused counts no further."""
        yield self._limits.browser, _browser(made)
        if not made.device:
            yield self._limits.account, _keys(made.action, "account", made.account)
        yield self._limits.network, _keys(made.action, "network", made.network)


def _browser(made: Try) -> tuple[str, ...]:
    return _keys(made.action, "browser", made.account, made.device or made.network)


def _keys(action: str, *subject: str) -> tuple[str, ...]:
    """What a counter is kept under, in whatever storage: no address."""
    return action, _hashed("\n".join(subject))


def minutes_to_wait(action: str, account: str) -> int:
    """Count a try of this request at `action`; 0, or the minutes to wait. Call it before opening a transaction."""
    return _gate().minutes_to_wait(_try(action, account))


def succeeded(action: str, account: str) -> None:
    """The try that was counted is no failure."""
    _gate().succeeded(_try(action, account))


def forget(action: str, account: str) -> None:
    """The person proved who they are in another way: they start afresh."""
    _gate().forget(_try(action, account))


def failures(action: str, account: str) -> int:
    """How many tries failed lately at this account, from anywhere."""
    return _gate().failures(_try(action, account))


def _try(action: str, account: str) -> Try:
    return Try(action, account, network_of(request.remote_addr), known_devices.named(account))


def _gate() -> Gate:
    found: Gate = current_app.extensions["relais_gate"]
    return found


def network_of(address: str | None) -> str:
    """The IPv4 address, however it is written, or the /64 that one IPv6 subscriber holds."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "?"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))


@jobs.sweeps
def forget_old() -> None:
    """Delete the counters of closed windows."""
    db.session.execute(delete(Throttle).where(Throttle.expires_at <= now().timestamp()))
    db.session.commit()


def init_app(app: Flask, settings: Settings) -> None:
    """Count by the limits that the settings give."""
    limits = (_limit(settings, name) for name in ("signin_limit", "account_limit", "network_limit"))
    app.extensions["relais_gate"] = Gate(DatabaseStorage(), Limits(*limits))


def _limit(settings: Settings, name: str) -> RateLimitItem:
    try:
        return parse(getattr(settings, name))
    except ValueError as error:
        raise ConfigurationError(f"RELAIS_{name.upper()} : écrivez par exemple « 10 per 10 minutes »") from error
