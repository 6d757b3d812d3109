"""Flask, sparing what is the same at each request: nothing here changes what it does."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask.ctx import RequestContext
from werkzeug.routing import Rule

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MATCHES_KEPT = 4096
LONGEST_KEPT = 200
"""Signs of an address that is remembered: no page of ours has more, and a stranger may send sixty thousand."""


class LazyRule(Rule):
    """A route that learns to build its address when first asked: two hundred would cost a start a tenth of a second."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        make = cache(partial(super()._compile_builder, append_unknown))

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            return make()(rule, **values)

        return build


class Relais(Flask):
    """Flask whose views are all plain functions, and which matches an address to its view once."""

    url_rule_class = LazyRule

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None)
        self.url_map.merge_slashes = False  # its redirection repeats the host that the visitor claims
        self.matches: dict[tuple[str, str], tuple[Any, dict[str, Any]]] = {}

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view is a coroutine: nothing to look at on each request."""
        return func

    def request_context(self, environ: "WSGIEnvironment") -> RequestContext:
        """The context of a request, which knows the addresses already matched."""
        return _Context(self, environ)


class _Context(RequestContext):
    """Which view an address leads to depends on the method and the path alone: the answer is kept."""

    app: Relais

    def match_request(self) -> None:
        asked, matches = self.request, self.app.matches
        known = matches.get((asked.method, asked.path))
        if known:
            asked.url_rule, asked.view_args = known[0], known[1].copy()
            return
        super().match_request()
        if asked.url_rule and asked.view_args is not None and len(asked.path) <= LONGEST_KEPT:
            if len(matches) >= MATCHES_KEPT:
                matches.clear()
            matches[asked.method, asked.path] = asked.url_rule, asked.view_args.copy()
