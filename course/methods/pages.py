"""The sheets' pages and their lines in the finder: rendered once at start."""

from flask import Flask, current_app, render_template
from markupsafe import Markup

from course.methods.schema import Method
from course.people.session import Visitor
from course.web.fragments import frame_slot, render_fragments


class MethodPages:
    """Every sheet, ready to show."""

    def __init__(self, methods: dict[str, Method]) -> None:
        self.methods = methods
        self.lines = {
            slug: Markup(render_template("methods/line.html", slug=slug, method=method))
            for slug, method in methods.items()
        }
        self._pages = {
            slug: render_fragments("methods/sheet.html", slug=slug, method=method, methods=methods)
            for slug, method in methods.items()
        }

    def page(self, slug: str, visitor: Visitor) -> bytes:
        """One sheet, in this person's frame."""
        return self._pages[slug].fill(lambda name: frame_slot(name, visitor, "fiches"))


def method_pages() -> MethodPages:
    """The current application's sheets."""
    found: MethodPages = current_app.extensions["relais_method_pages"]
    return found


def prebuild(app: Flask) -> None:
    """Render every sheet, once."""
    methods: dict[str, Method] = app.extensions["relais_methods"]
    app.extensions["relais_method_pages"] = MethodPages(methods)
    app.jinja_env.globals["sheet_title"] = lambda slug: method.title if (method := methods.get(slug)) else ""
