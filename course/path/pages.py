"""The learner's home: its frame and every state of every station are rendered once, at start."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from flask import Flask, current_app, render_template

from course.people.session import Visitor
from course.practice.rules import Plan
from course.progress.catalog import Catalog, Step
from course.progress.rules import Progress, Record, next_step, progress
from course.web.fragments import CSRF_SLOT, csrf, frame_slot, render_fragments, slot

Certificates = dict[str, tuple[str, bool]]
"""Module → (code, whether its document is ready)."""

STATES = ("done", "waived", "started", "todo", "here")


class HomePage:
    """The home page, ready to fill for one person."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.modules = catalog.course.modules
        self.steps = [catalog.steps(module) for module in self.modules]
        self._counted = [index for index, module in enumerate(self.modules) if not module.head.optional]
        self._stations = {
            (step.kind, step.slug, state): render_template("path/station.html", step=step, state=state)
            for steps in self.steps
            for step in steps
            for state in STATES
        }
        self._frame = render_fragments("path/home.html", catalog=catalog)
        self._line = lru_cache(maxsize=4096)(self._render_line)
        self._next = lru_cache(maxsize=4096)(self._render_next)
        self._summary = lru_cache(maxsize=4096)(self._render_summary)
        self._practice = lru_cache(maxsize=256)(self._render_practice)
        self._module = lru_cache(maxsize=4096)(self._render_module)

    def page(self, visitor: Visitor, record: Record, certificates: Certificates, practice: Plan, arrival: str) -> bytes:
        """The page of this person; `arrival` is what who joined a cohort lately is told, as HTML."""
        parts = [progress(steps, record) for steps in self.steps]
        following = next_step(_together(parts), record)
        whole = _together([parts[index] for index in self._counted])
        here = following.step if following else None
        token = csrf()
        told = {
            "arrival": arrival,
            "next": self._next(following.step, following.state, following.section, following.why)
            if following
            else self._next(),
            "practice": self._practice(len(practice.cards), practice.minutes) if practice.cards else "",
            "summary": self._summary(whole.percent, whole.remaining),
        }

        def value(name: str) -> str:
            kind, _, number = name.partition("_")
            if kind == "line":
                states = tuple(["here" if item.step is here else item.state for item in parts[int(number)].standings])
                return self._line(int(number), states)
            if kind == "module":
                part, certificate = parts[int(number)], certificates.get(self.modules[int(number)].slug)
                html = self._module(int(number), part.steps_done, part.remaining, part.followed > 0, certificate)
                return html.replace(CSRF_SLOT, token)
            return told[name] if name in told else frame_slot(name, visitor, "parcours")

        return self._frame.fill(value)

    def _render_line(self, index: int, states: tuple[str, ...]) -> str:
        steps = zip(self.steps[index], states, strict=True)
        return "".join(self._stations[step.kind, step.slug, state] for step, state in steps)

    def _render_next(self, step: Step | None = None, state: str = "", section: str = "", why: str = "") -> str:
        if step is None:
            return render_template("path/next.html", step=None)
        index = next(index for index, steps in enumerate(self.steps) if step in steps)
        lesson = self.catalog.course.lesson(step.slug) if step.kind == "lesson" else None
        return render_template(
            "path/next.html",
            step=step,
            state=state,
            module=self.modules[index],
            module_number=index + 1,
            number=self.steps[index].index(step) + 1,
            count=len(self.modules[index].lessons),
            section=section,
            why=why,
            section_title=dict(lesson.body.sections).get(section) if lesson else None,
        )

    def _render_summary(self, percent: int, remaining: int) -> str:
        return render_template("path/summary.html", percent=percent, remaining=remaining)

    def _render_practice(self, count: int, minutes: int) -> str:
        return render_template("path/practice.html", count=count, minutes=minutes)

    def _render_module(
        self, index: int, done: int, remaining: int, followed: bool, certificate: tuple[str, bool] | None
    ) -> str:
        return render_template(
            "path/module_state.html",
            module=self.modules[index],
            done=done,
            count=len(self.steps[index]),
            remaining=remaining,
            followed=followed,
            certificate=certificate,
            csrf_token=lambda: slot("csrf"),
        )


def _together(parts: Sequence[Progress]) -> Progress:
    return Progress(tuple(chain.from_iterable([part.standings for part in parts])))


def home_page() -> HomePage:
    """The current application's home page."""
    found: HomePage = current_app.extensions["relais_home_page"]
    return found


def prebuild(app: Flask) -> None:
    """Render the home page's frame, once."""
    app.extensions["relais_home_page"] = HomePage(app.extensions["relais_catalog"])
