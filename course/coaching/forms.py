"""The forms of a coach: a note, a letter, an appointment, what to do about a reason, when the rules speak."""

import re
import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from course.coaching.letters import SUBJECT_LONGEST, TEXT_LONGEST
from course.coaching.models import COACHES, PRIVATE, SHARED
from course.coaching.schema import Kind, Thresholds
from course.typed import line, lines
from course.web.fields import Day, WholeNumber

NOTE_LONGEST, PLACE_LONGEST, REASON_LONGEST = 4000, 200, 200
LEAST_MINUTES, MOST_MINUTES = 5, 240
MOST_DAYS, MOST_FAILURES = 120, 10
FARTHEST = timedelta(days=366)
VISIBILITY = {
    PRIVATE: "Pour moi seulement",
    COACHES: "Pour les coachs de la cohorte",
    SHARED: "Partagée avec la personne",
}
_TOKEN = re.compile(r"[0-9a-f]{32}")


def token(typed: str | None) -> str:
    """The name of a form as it was drawn, or a new one."""
    return typed if typed and _TOKEN.fullmatch(typed) else secrets.token_hex(16)


def reasons(typed: Iterable[str]) -> list[tuple[Kind, str]]:
    """The reasons that a form names; what is no reason is left out."""
    pairs = [each.partition(":") for each in typed][:20]
    known = set(Kind)
    return [(Kind(kind), number) for kind, _, number in pairs if kind in known and (not number or _is_number(number))]


def later(typed: str, today: date) -> date | None:
    """The day until which something is put off: after today, within a year; None for anything else."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if today < day <= today + FARTHEST else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 11


def _at_most(longest: int) -> Length:
    return Length(max=longest, message=f"Au plus {longest} signes.")


class _Clock(TimeField):  # type: ignore[misc]
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Écrivez une heure, comme 09:30.") from None


class NoteForm(FlaskForm):  # type: ignore[misc]
    """A dated note, and who reads it."""

    text = TextAreaField("Note", [DataRequired("Écrivez la note."), _at_most(NOTE_LONGEST)], filters=[lines])
    visibility = RadioField(
        "Qui la lit",
        choices=[SelectChoice(value, label) for value, label in VISIBILITY.items()],
        default=PRIVATE,
        validate_choice=False,
    )
    token = HiddenField(filters=[token])

    def validate_visibility(self, field: Field) -> None:
        """One of the three."""
        if field.data not in VISIBILITY:
            raise ValidationError("Dites qui lit cette note.")


class LetterForm(FlaskForm):  # type: ignore[misc]
    """A message, ready to edit; `known` is the last one that was sent when the form was drawn."""

    subject = StringField("Objet", [DataRequired("Écrivez l'objet."), _at_most(SUBJECT_LONGEST)], filters=[line])
    text = TextAreaField("Message", [DataRequired("Écrivez le message."), _at_most(TEXT_LONGEST)], filters=[lines])
    token = HiddenField(filters=[token])
    known = HiddenField(filters=[lambda typed: int(typed) if _is_number(str(typed or "")) else 0])


class AppointmentForm(FlaskForm):  # type: ignore[misc]
    """When, how long and where to meet."""

    day = Day("Date", [InputRequired("Écrivez la date.")])
    clock = _Clock("Heure", [InputRequired("Écrivez l'heure.")], format=["%H:%M", "%H:%M:%S"])
    minutes = WholeNumber(
        "Minutes",
        [
            InputRequired("Écrivez la durée."),
            NumberRange(LEAST_MINUTES, MOST_MINUTES, f"De {LEAST_MINUTES} à {MOST_MINUTES} minutes."),
        ],
        default=20,
    )
    place = StringField("Lieu, téléphone ou lien", [_at_most(PLACE_LONGEST)], filters=[line])
    token = HiddenField(filters=[token])


class CancelForm(FlaskForm):  # type: ignore[misc]
    """Why an appointment is cancelled."""

    reason = StringField("Raison", [_at_most(REASON_LONGEST)], filters=[line])


def _days(label: str, most: int = MOST_DAYS) -> WholeNumber:
    return WholeNumber(label, [Optional(), NumberRange(1, most, f"De 1 à {most}.")])


class ThresholdsForm(FlaskForm):  # type: ignore[misc]
    """When each rule speaks; an empty field switches it off."""

    silent_days = _days("Sans activité, en jours de travail")
    failures = _days("Essais manqués à la même évaluation", MOST_FAILURES)
    stuck_days = _days("Sur la même étape, en jours de travail")
    workshop_days = _days("Jours avant un atelier dont le préalable n'est pas fait")
    plan = BooleanField("Un plan qui ne tient plus")

    @property
    def thresholds(self) -> Thresholds:
        """The values to keep."""
        return Thresholds(**{name: self[name].data for name in vars(Thresholds())})
