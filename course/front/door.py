"""The application as a server hears it: what is asked, who does it, and what is said when nobody can."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any, TypeVar

from flask import Flask

from course.front import body, refusals
from course.front.translate import Answer, Environ, Scope, environ_of

HANDS = 4
"""Threads a process for what may wait: a write in its turn, a password to hash, a database in trouble."""
STUCK = 4.0
"""Seconds without any hand coming free after which nobody waits for one any more."""
LOOK = 0.5
"""Seconds between two looks at whether waiting still makes sense."""
USUAL = 1_000_000
"""Bytes that a body may have where nothing else is said."""
LARGE = 4
"""How many bodies larger than usual are read at once."""
PIECE = 64_000
SMALL = 512_000
"""Up to this many bytes an answer leaves at once; a longer one in pieces, as fast as its reader takes them."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})
WITHOUT_BODY = frozenset({204, 304})

Send = Callable[[Any], Awaitable[None]]
Step = Callable[[], None]
Found = TypeVar("Found")

_log = logging.getLogger("relais")


class BusyError(Exception):
    """No hand came free in time."""


class Door:
    """An ASGI application: hears each request whole, has Flask answer it, and sends the answer.

    What only reads is done on the loop: a thread would cost half as much again (docs/decisions/0032). What writes
    may wait for a lock or hash a password, so it is given to a hand.
    """

    def __init__(self, app: Flask, started: Step, stopped: Step) -> None:
        self._app = app
        self._started, self._stopped = started, stopped
        self._usual: int = app.config["MAX_CONTENT_LENGTH"] or USUAL
        self._larger: dict[str, int] = app.extensions.get("relais_larger_bodies", {})
        self._hands = ThreadPoolExecutor(HANDS, "hand")
        self._free = asyncio.Semaphore(HANDS)
        self._freed = time.monotonic()
        self._large = asyncio.Semaphore(LARGE)

    async def __call__(self, scope: Scope, receive: body.Receive, send: Send) -> None:
        """Serve one request, or the life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: body.Receive, send: Send) -> None:
        await receive()
        self._started()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._hands.shutdown()
        self._stopped()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: body.Receive, send: Send) -> None:
        try:
            answer = await self._asked(scope, receive)
        except body.GoneError:
            return
        except body.TooSlowError:
            await refusals.send(send, 408)
        except body.TooLargeError:
            await refusals.send(send, 413)
        except BusyError:
            await refusals.send(send, 503)
        except Exception:
            _log.exception("erreur imprévue sur %s", scope["path"])
            await refusals.send(send, 500)
        else:
            await self._give(answer, send)

    async def _asked(self, scope: Scope, receive: body.Receive) -> Answer:
        """What Flask answers, once the request is whole."""
        if scope["method"] in READING:
            return self._flask(environ_of(scope, BytesIO(), 0))
        most = self._larger.get(scope["path"], self._usual)
        async with self._large if most > self._usual else nullcontext():
            given, length = await body.whole(receive, most)
        with given:
            return await self._by_hand(self._flask, environ_of(scope, given, length))

    def _flask(self, environ: Environ) -> Answer:
        return Answer(self._app.wsgi_app, environ)

    async def _by_hand(self, work: Callable[[Any], Found], given: object) -> Found:
        """Have a hand do it, when one is free; raises BusyError when none comes free."""
        await self._turn()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hands, work, given)
        finally:
            self._freed = time.monotonic()
            self._free.release()

    async def _turn(self) -> None:
        """Wait for a hand as long as hands come free: a crowd is served, a database that blocks them all is not."""
        since = time.monotonic()
        while True:
            try:
                async with asyncio.timeout(LOOK):
                    await self._free.acquire()
                    return
            except TimeoutError:
                if time.monotonic() - max(since, self._freed) > STUCK:
                    raise BusyError from None

    async def _give(self, answer: Answer, send: Send) -> None:
        """Send an answer in one piece, or piece by piece as its reader takes them."""
        try:
            length = 0 if answer.status in WITHOUT_BODY else answer.length
            if length is not None and length <= SMALL:
                await _whole(answer, send)
            elif length is not None:
                await _piecewise(answer, answer.pieces, send)
            else:
                with await self._by_hand(_spooled, answer.pieces) as made:
                    await _piecewise(answer, iter(lambda: made.read(PIECE), b""), send)
        finally:
            answer.close()


async def _whole(answer: Answer, send: Send) -> None:
    pieces = b"".join(answer.pieces)
    await send(answer.start())
    await send({"type": "http.response.body", "body": pieces})


async def _piecewise(answer: Answer, pieces: Iterable[bytes], send: Send) -> None:
    await send(answer.start())
    for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _spooled(pieces: Iterable[bytes]) -> body.Body:
    """What is made as it goes, made to its end: no slow reader keeps the database open."""
    made: body.Body = SpooledTemporaryFile(SMALL)  # noqa: SIM115  # closed by whoever sends it
    made.writelines(pieces)
    made.seek(0)
    return made
