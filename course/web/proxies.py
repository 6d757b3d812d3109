"""Which proxies are believed, and a word in the log when one seems to stand there without being believed."""

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger("relais")

UNTRUSTED = (
    "un en-tête X-Forwarded-For arrive, et RELAIS_TRUSTED_PROXIES vaut 0 : tout le monde a ici l'adresse du "
    "mandataire, et partage ses limites. S'il y en a un devant ce serveur, donnez RELAIS_TRUSTED_PROXIES=1."
)


class _Watched:
    """Says it at the first such request, once a process."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self._said = False

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if "HTTP_X_FORWARDED_FOR" in environ and not self._said:
            self._said = True
            _log.warning(UNTRUSTED)
        return self._app(environ, start_response)


def init_app(app: Flask, hops: int) -> None:
    """Believe that many proxies; with none, look out for one."""
    trusted = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops) if hops else _Watched(app.wsgi_app)
    app.wsgi_app = trusted  # type: ignore[method-assign]
