"""The forms of an agenda: its head, one row, and where to add a sheet."""

import re
from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from course.agendas.rules import LEAST_PLANNED, LONGEST, MOST_MINUTES, MOST_PLANNED, Row
from course.typed import line, lines
from course.web.fields import Clock, Day, WholeNumber

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CHOOSE = "Choisissez un déroulé de la liste."


def _slug(typed: str | None) -> str:
    """The name of a sheet, which may exist no longer, or nothing."""
    return typed if typed and len(typed) <= 60 and _NAME.fullmatch(typed) else ""


def _at_most(name: str) -> Length:
    return Length(max=LONGEST[name], message=f"Au plus {LONGEST[name]} signes.")


class TitleForm(FlaskForm):  # type: ignore[misc]
    """What a new agenda is called."""

    title = StringField("Titre", [DataRequired("Donnez un titre."), _at_most("title")], filters=[line])


class HeadForm(TitleForm):
    """When, how long and where."""

    day = Day("Date", [Optional()])
    starts = Clock("Début", [InputRequired("Écrivez l'heure de début.")])
    planned = WholeNumber(
        "Minutes prévues",
        [
            InputRequired("Écrivez la durée prévue."),
            NumberRange(LEAST_PLANNED, MOST_PLANNED, f"De {LEAST_PLANNED} à {MOST_PLANNED} minutes."),
        ],
    )
    place = StringField("Lieu", [_at_most("place")], filters=[line])


class RowForm(Form):  # type: ignore[misc]
    """One row; everything may stay blank, so that rows can be laid down first and filled after."""

    title = StringField("Séquence", [_at_most("title")], filters=[line])
    minutes = WholeNumber("Minutes", [Optional(), NumberRange(0, MOST_MINUTES, f"De 0 à {MOST_MINUTES} minutes.")])
    who = StringField("Qui anime", [_at_most("who")], filters=[line])
    note = TextAreaField("Consigne, intention, matériel", [_at_most("note")], filters=[lines])
    method = HiddenField(filters=[_slug])

    @property
    def row(self) -> Row:
        """The row as it stands, valid or not."""
        minutes = 0 if self.minutes.errors else self.minutes.data or 0
        return Row(self.title.data, minutes, self.method.data or None, self.who.data, self.note.data)


class AddForm(FlaskForm):  # type: ignore[misc]
    """Which agenda gets a sheet; 0 is a new one."""

    agenda = SelectField("Déroulé", coerce=int, invalid_value_message=_CHOOSE, invalid_choice_message=_CHOOSE)

    def __init__(self, titles: Mapping[int, str], **values: Any) -> None:
        super().__init__(**values)
        self.agenda.choices = {**{str(number): title for number, title in titles.items()}, "0": "Un nouveau déroulé"}
