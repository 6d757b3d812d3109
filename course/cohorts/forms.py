"""The forms of a cohort, of a coach's term, of a list of people."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, Field, Form, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from course.cohorts import days_off
from course.cohorts.rules import (
    ITEM_LONGEST,
    LEAST_MINUTES,
    MOST_MINUTES,
    NAME_LONGEST,
    NOTE_LONGEST,
    USUAL_MINUTES,
    WEEKDAYS,
    ZONES,
)
from course.people.rules import EMAIL_PROBLEM, clean_email
from course.typed import line, lines
from course.web.fields import Day, WholeNumber

PASTED_LONGEST = 400_000
_CHOOSE = "Choisissez dans la liste."


class CohortForm(FlaskForm):  # type: ignore[misc]
    """A cohort: its name, its dates, its rhythm, and the days when it does not work."""

    name = StringField(
        "Nom",
        [DataRequired("Donnez un nom."), Length(max=NAME_LONGEST, message=f"Au plus {NAME_LONGEST} signes.")],
        filters=[line],
    )
    starts = Day("Début", [InputRequired("Écrivez la date de début.")])
    ends = Day("Fin", [Optional()])
    time_zone = SelectField("Fuseau horaire", choices=ZONES, default="Europe/Paris", invalid_choice_message=_CHOOSE)
    minutes_per_week = WholeNumber(
        "Minutes par semaine",
        [
            InputRequired("Écrivez le temps prévu chaque semaine."),
            NumberRange(LEAST_MINUTES, MOST_MINUTES, f"De {LEAST_MINUTES} à {MOST_MINUTES} minutes."),
        ],
        default=USUAL_MINUTES,
    )
    weekdays = SelectMultipleField(
        "Jours de la semaine jamais utilisés",
        coerce=int,
        choices=[SelectChoice(number, name) for number, name in WEEKDAYS.items()],
        default=(6, 7),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        invalid_choice_message="Choisissez des jours de la semaine.",
        invalid_value_message="Choisissez des jours de la semaine.",
    )
    holidays_off = BooleanField("Sauter les jours fériés de France", default=True)
    days_off = TextAreaField("Autres jours sans travail", [Length(max=8000, message="Au plus 8000 signes.")])

    def validate_ends(self, field: Field) -> None:
        """After the beginning."""
        if field.data and self.starts.data and field.data < self.starts.data:
            raise ValidationError("La fin vient avant le début.")

    def validate_weekdays(self, field: Field) -> None:
        """One day is worked at least."""
        if len(field.data) == len(WEEKDAYS):
            raise ValidationError("Laissez au moins un jour de travail.")

    def validate_days_off(self, field: Field) -> None:
        """Every line is a date or two."""
        for problem in days_off.read(field.data or "")[1][:5]:
            raise ValidationError(problem)

    @property
    def values(self) -> dict[str, object]:
        """The cohort's columns."""
        same = {name: self[name].data for name in ("name", "starts", "ends", "time_zone", "minutes_per_week")}
        weekdays = "".join(map(str, sorted(self.weekdays.data)))
        return {**same, "weekdays_off": weekdays, "holidays_off": self.holidays_off.data}


def targets_form(modules: Mapping[str, str], **values: Any) -> Form:
    """A date for each module, by slug; `modules` gives their titles."""
    fields = {slug: Day(title, [Optional()]) for slug, title in modules.items()}
    form: Form = type("TargetsForm", (Form,), fields)(prefix="target", **values)
    return form


class TermForm(FlaskForm):  # type: ignore[misc]
    """From which day to which day somebody coaches."""

    first = Day("Premier jour", [InputRequired("Écrivez le premier jour.")])
    last = Day("Dernier jour, compris", [InputRequired("Écrivez le dernier jour.")])


class NewTermForm(TermForm):
    """Who coaches, and when."""

    email = EmailField("Adresse de la personne", [DataRequired("Écrivez son adresse.")])

    def validate_email(self, field: Field) -> None:
        """An address as it is kept."""
        field.data = clean_email(field.data) or field.data
        if clean_email(field.data) is None:
            raise ValidationError(EMAIL_PROBLEM)


class RosterForm(FlaskForm):  # type: ignore[misc]
    """A list of people, pasted or as a file."""

    pasted = TextAreaField("Liste collée", [Length(max=PASTED_LONGEST, message="Liste trop longue.")])
    file = FileField("Fichier CSV ou XLSX")


class NoteForm(FlaskForm):  # type: ignore[misc]
    """The page that a coach hands over."""

    note = TextAreaField(
        "La page transmise",
        [Length(max=NOTE_LONGEST, message=f"Au plus {NOTE_LONGEST} signes.")],
        filters=[lines],
    )


class ItemForm(FlaskForm):  # type: ignore[misc]
    """One more thing to do before the hand-over ends."""

    text = StringField(
        "À faire aussi",
        [
            DataRequired("Écrivez ce qui est à faire."),
            Length(max=ITEM_LONGEST, message=f"Au plus {ITEM_LONGEST} signes."),
        ],
        filters=[line],
    )


class MoveForm(FlaskForm):  # type: ignore[misc]
    """Which cohort a person joins, and which one they leave for it."""

    join = SelectField("Rejoindre", coerce=int, invalid_value_message=_CHOOSE, invalid_choice_message=_CHOOSE)
    leave = SelectField("Et quitter", coerce=int, invalid_value_message=_CHOOSE, invalid_choice_message=_CHOOSE)

    def __init__(self, joinable: Mapping[int, str], present: Mapping[int, str], **values: Any) -> None:
        super().__init__(**values)
        self.join.choices = [SelectChoice(number, name) for number, name in joinable.items()]
        kept = {0: "aucune : garder les autres", **present}
        self.leave.choices = [SelectChoice(number, name) for number, name in kept.items()]
