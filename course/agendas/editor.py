"""The editor's page as it was typed: each button acts on it, then all of it is saved."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import Field

from course.agendas.forms import HeadForm, RowForm
from course.agendas.models import Agenda
from course.agendas.operations import RefusedError, row_of
from course.agendas.rules import MOST_ROWS, SPARE, Printed, Row, moved
from course.methods.schema import Method

_STEPS = {"up": -1, "down": 1}
_SPARE_MINUTES = 5


@dataclass
class Editor:
    """The head, and the rows by key; a row keeps its key, and so what was typed, wherever it moves."""

    head: HeadForm
    rows: dict[str, RowForm]

    @classmethod
    def of(cls, agenda: Agenda, rows: list[Row]) -> "Editor":
        """The page of what is saved."""
        return cls(HeadForm(None, obj=agenda), {str(key): _form(str(key), row) for key, row in enumerate(rows, 1)})

    @classmethod
    def typed(cls, fields: MultiDict[str, str]) -> "Editor":
        """The page as it was sent."""
        keys = [key for key in fields.getlist("row") if key.isascii() and key.isdecimal() and len(key) < 5]
        return cls(HeadForm(fields), {key: RowForm(fields, prefix=f"r{key}") for key in keys[:MOST_ROWS]})

    def act(self, button: str, sheet: tuple[str, Method] | None) -> str:
        """Do what a button says, and the key of the row to come back to. May raise RefusedError."""
        verb, _, key = button.partition("-")
        if key in self.rows and verb in _STEPS:
            self.rows = {name: self.rows[name] for name in moved(list(self.rows), key, _STEPS[verb])}
            return key
        if key in self.rows and verb == "remove":
            keys = list(self.rows)
            place = keys.index(key)
            del self.rows[key]
            return next(iter([*keys[place + 1 :], *reversed(keys[:place])]), "")
        if verb == "method" and sheet is None:
            raise RefusedError("Choisissez une fiche.")
        added = {"add": Row(), "spare": Row(SPARE, _SPARE_MINUTES), "method": row_of(*sheet) if sheet else None}
        return self._append(row) if (row := added.get(verb)) else ""

    def _append(self, row: Row) -> str:
        if len(self.rows) >= MOST_ROWS:
            raise RefusedError(f"Un déroulé a {MOST_ROWS} lignes au plus : retirez-en une d'abord.")
        key = str(max(map(int, self.rows), default=0) + 1)
        self.rows[key] = _form(key, row)
        return key

    def validate(self) -> bool:
        """True when all of it can be saved; every fault has its message beside its field."""
        return all([self.head.validate(), *(form.validate() for form in self.rows.values())])

    def faults(self) -> str:
        """The same messages in one text, each with its place."""
        head = [f"{field.label.text} : {error}" for field in self.head for error in field.errors]
        rows = [
            f"Ligne {number}, {field.label.text} : {error}"
            for number, form in enumerate(self.rows.values(), 1)
            for field in form
            for error in field.errors
        ]
        return " ".join(head + rows)

    def place(self, key: str) -> int:
        """The position of a row, from 1."""
        return list(self.rows).index(key) + 1

    def values(self) -> list[Row]:
        """The rows as they stand."""
        return [form.row for form in self.rows.values()]

    def printed(self, agenda: Agenda) -> Printed:
        """The agenda as it stands; what cannot be read of its head is what was saved."""
        head = {name: getattr(agenda, name) if field.errors else field.data for name, field in self.fields().items()}
        return Printed(rows=tuple(self.values()), **head)

    def fields(self) -> dict[str, Field]:
        """The head's fields, by the agenda's own names for them."""
        return {name: self.head[name] for name in ("title", "day", "starts", "planned", "place")}


def _form(key: str, row: Row) -> RowForm:
    return RowForm(None, obj=row, prefix=f"r{key}")
