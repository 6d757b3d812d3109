"""A body read whole before anything works for it: under a deadline that bytes push back, and a size limit."""

import asyncio
from collections.abc import Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import Any

PATIENCE = 10.0
"""Seconds before the first byte must have come, and that an honest pause may last."""
SLOWEST = 10_000
"""Bytes a second under which a body takes too long: a phone with one bar does ten times better."""
IN_MEMORY = 64_000
"""What a body holds in memory; a longer one goes to a temporary file, so that many of them weigh nothing."""

Receive = Callable[[], Awaitable[Any]]
Body = SpooledTemporaryFile[bytes]


class TooSlowError(Exception):
    """The sender fell silent, or sends a byte now and then."""


class TooLargeError(Exception):
    """More than this address takes."""


class GoneError(Exception):
    """The sender left before the end."""


async def whole(receive: Receive, most: int) -> tuple[Body, int]:
    """Read a body of `most` bytes at most, to its end; and how long it is.

    Raises TooSlowError, TooLargeError or GoneError; nothing of it is kept then.
    """
    body: Body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed by whoever reads it
    try:
        async with asyncio.timeout(PATIENCE) as limit:
            await _fill(body, receive, most, limit)
    except TimeoutError:
        body.close()
        raise TooSlowError from None
    except BaseException:
        body.close()
        raise
    length = body.tell()
    body.seek(0)
    return body, length


async def _fill(body: Body, receive: Receive, most: int, limit: asyncio.Timeout) -> None:
    start, received, more = asyncio.get_running_loop().time(), 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        piece = message.get("body", b"")
        received += len(piece)
        if received > most:
            raise TooLargeError
        body.write(piece)
        more = message.get("more_body", False)
        limit.reschedule(start + PATIENCE + received / SLOWEST)
