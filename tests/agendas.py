"""What the tests of agendas share: reading the editor's form as a browser sends it."""

from html.parser import HTMLParser

from sqlalchemy import select

from course.agendas.models import Agenda, AgendaItem
from course.db import db


class _Form(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields, self.inside, self.area = [], False, None

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag == "form":
            self.inside = named.get("class") == "agenda"
        if self.inside and tag == "input":
            self.fields.append((named["name"], named.get("value", "")))
        if self.inside and tag == "textarea":
            self.area = named["name"]
            self.fields.append((self.area, ""))

    def handle_data(self, data):
        if self.area:
            self.fields[-1] = (self.area, self.fields[-1][1] + data.removeprefix("\r\n"))

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area
        self.inside = self.inside and tag != "form"


def form(page):
    """The editor's fields as (name, value) pairs, in the page's order."""
    parser = _Form()
    parser.feed(page.text)
    return parser.fields


def typed(page, **changes):
    """The editor's fields with some typed over (« r1__title » is the field « r1-title »)."""
    fields = form(page)
    for key, value in changes.items():
        name = key.replace("__", "-")
        assert name in dict(fields) or name in ("act", "fiche"), name
        fields = [(known, value if known == name else old) for known, old in fields]
        if name in ("act", "fiche"):
            fields.append((name, value))
    data = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return data


def saved(agenda_id):
    """The rows as they are in the database: (title, minutes)."""
    item = AgendaItem
    rows = select(item.title, item.minutes).where(item.agenda_id == agenda_id).order_by(item.position)
    return [tuple(row) for row in db.session.execute(rows)]


def agenda(agenda_id):
    """The agenda's row, read again."""
    return db.session.get(Agenda, agenda_id, populate_existing=True)
