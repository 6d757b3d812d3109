"""What the phones of a hall and its screens get: pages rendered once at start, walls gathered about once a second."""

import hashlib
import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import segno
from flask import Flask, current_app, render_template
from markupsafe import Markup, escape

from course.clock import now
from course.config import Settings
from course.hall import queries
from course.hall.rules import STANDING, WORDS_EACH, State, Wall, shown, wall
from course.modules.schema import Capsule
from course.people.session import Visitor
from course.typography import typo
from course.web.fragments import Fragments, frame_slot, render_fragments

FRESH, STALEST, SHARE = 1.0, 5.0, 0.05
"""Seconds that a wall serves for, and the share of a worker's time that gathering it may take."""
_MOST_WALLS = 200
_STATES = ("form", "problem", "closed", "ended", "spent", *(f"kept_{left}" for left in range(WORDS_EACH)))


@dataclass(frozen=True, slots=True)
class Shown:
    """A wall as it was gathered: the JSON of the screens, with its tag."""

    wall: Wall
    body: bytes
    tag: str
    version: int
    until: datetime


class HallPages:
    """The capsule, every state of the participants' page, and the walls of this process."""

    def __init__(self, capsule: Capsule) -> None:
        self.content = capsule
        self._capsule = render_fragments("hall/capsule.html", capsule=capsule)
        self._pages = {
            (standing, state): render_fragments("hall/participant.html", standing=standing, state=state)
            for standing in (False, True)
            for state in _STATES
        }
        self._walls: dict[str, Shown] = {}

    def capsule(self, visitor: Visitor | None, token: str) -> bytes:
        """The capsule played alone; a word left there carries `token`."""

        def value(name: str) -> str:
            if name == "token":
                return token
            if name == "going_on":
                return _going_on(visitor.role if visitor else "")
            return frame_slot(name, visitor, "")

        return self._capsule.fill(value)

    def participant(self, code: str, state: str, token: str, typed: str = "", problem: str = "") -> bytes:
        """The page where a word is left, in one of its states; what was typed comes back in it."""
        values = {"code": code, "token": token, "typed": escape(typed), "problem": escape(typo(problem))}
        page: Fragments = self._pages[code == STANDING, state]
        return page.fill(lambda name: values.get(name, ""))

    def shown(self, code: str, state: State) -> Shown:
        """The wall of a hall, about a second old at most, and never older than a decision of its animator."""
        is_open, kept = state.wall_open and state.live, self._walls.get(code)
        same = kept and kept.version == state.version and kept.wall.open == is_open
        if kept and same and now() < kept.until:
            return kept
        if len(self._walls) >= _MOST_WALLS:
            self._walls.clear()
        start = time.perf_counter()
        fresh = wall(shown(queries.groups(state.id), trusting=code != STANDING), is_open)
        serves = min(STALEST, max(FRESH, (time.perf_counter() - start) / SHARE))
        self._walls[code] = _shown(fresh, state.version, now() + timedelta(seconds=serves))
        return self._walls[code]


def _shown(found: Wall, version: int, until: datetime) -> Shown:
    facts = {"words": found.words, "voices": found.voices, "others": found.others, "open": found.open}
    body = json.dumps(facts, ensure_ascii=False).encode()
    return Shown(found, body, f'"{hashlib.sha256(body).hexdigest()[:16]}"', version, until)


@lru_cache(maxsize=8)
def _going_on(role: str) -> str:
    return render_template("hall/going_on.html", role=role)


def join_address(code: str) -> str:
    """Where participants go, in full."""
    settings: Settings = current_app.extensions["relais_settings"]
    return f"{settings.url.rstrip('/')}/salle/{code}"


def short(address: str) -> str:
    """An address as one copies it from a screen."""
    return address.partition("://")[2]


def qr(address: str) -> Markup:
    """The code to scan, as an SVG in the page, dark on light whatever the colours around it."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=2, dark="#000", light="#fff"))


def hall_pages() -> HallPages:
    """The current application's hall pages."""
    found: HallPages = current_app.extensions["relais_hall_pages"]
    return found


def prebuild(app: Flask) -> None:
    """Render the capsule and the participants' pages, once."""
    app.jinja_env.globals.update(join_address=join_address, qr=qr)
    app.jinja_env.filters["short_address"] = short
    app.extensions["relais_hall_pages"] = HallPages(app.extensions["relais_course"].capsule)
