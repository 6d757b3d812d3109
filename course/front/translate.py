"""An ASGI request as a WSGI environment, and the answer of a WSGI application as ASGI messages."""

import sys
from collections.abc import Iterable
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Scope = dict[str, Any]
Environ = dict[str, Any]

_ALWAYS: Environ = {
    "SCRIPT_NAME": "",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}


class Answer:
    """What Flask said: its status, its headers, and its pieces, to be closed by who sends them."""

    __slots__ = ("headers", "pieces", "status")

    def __init__(self, application: Any, environ: Environ) -> None:
        self.pieces: Iterable[bytes] = application(environ, self._start)

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = int(status[:3])
        self.headers = headers

    @property
    def length(self) -> int | None:
        """How many bytes it announces, or None: what it makes as it goes cannot know."""
        for name, value in self.headers:
            if name.lower() == "content-length":
                return int(value)
        return None

    def start(self) -> dict[str, Any]:
        """The message that begins it."""
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers]
        return {"type": "http.response.start", "status": self.status, "headers": headers}

    def close(self) -> None:
        """Let Flask end what it opened for this request."""
        close = getattr(self.pieces, "close", None)
        if close:
            close()


def environ_of(scope: Scope, body: IO[bytes], length: int) -> Environ:
    """The request as Flask reads it, its body whole: `length` bytes."""
    host, port = scope["server"]
    raw = scope["raw_path"]
    path = (unquote_to_bytes(raw) if b"%" in raw else raw).decode("latin-1")
    environ = _ALWAYS | {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": path,
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": "HTTP/" + scope["http_version"],
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
    }
    for name, value in scope["headers"]:
        key = _PLACES[name] if name in _PLACES else _place(name)
        if key:
            known = environ.get(key)
            text = value.decode("latin-1")
            environ[key] = text if known is None else known + _joint(key) + text
    environ["CONTENT_LENGTH"] = str(length)
    return environ


def _joint(key: str) -> str:
    """What stands between the values of a header sent twice (RFC 9110 5.3; RFC 6265bis for cookies)."""
    return "; " if key == "HTTP_COOKIE" else ","


def _place(name: bytes) -> str:
    """Where the environment keeps a header; nowhere when its name could be taken for another's.

    `X_Forwarded_For` and `X-Forwarded-For` have the same place: only the one that a proxy cleans may have it.
    """
    return "" if b"_" in name else "HTTP_" + name.decode("latin-1").upper().replace("-", "_")


_USUAL = (
    b"accept accept-encoding accept-language cache-control connection cookie host if-modified-since if-none-match "
    b"origin priority referer sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user user-agent "
    b"x-forwarded-for x-forwarded-host x-forwarded-proto"
)
_PLACES = {name: _place(name) for name in _USUAL.split()} | {
    b"content-type": "CONTENT_TYPE",
    b"content-length": "",
    b"transfer-encoding": "",
}
"""What browsers and proxies send, worked out once; a stranger's own names are not remembered."""
