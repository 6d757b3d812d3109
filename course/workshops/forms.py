"""The forms of a workshop: what it is, why it is cancelled, what came out of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from course.typed import line, lines
from course.web.fields import Clock, Day
from course.workshops import rules
from course.workshops.rules import LONGEST, LONGEST_WORKSHOP

_CHOOSE = "Choisissez dans la liste."


def _at_most(name: str) -> Length:
    return Length(max=LONGEST[name], message=f"Au plus {LONGEST[name]} signes.")


class WorkshopForm(FlaskForm):  # type: ignore[misc]
    """What a workshop is; day and hours are those of its cohort's zone."""

    title = StringField("Titre", [DataRequired("Donnez un titre."), _at_most("title")], filters=[line])
    day = Day("Date", [InputRequired("Écrivez la date.")])
    starts = Clock("Début", [InputRequired("Écrivez l'heure de début.")])
    ends = Clock("Fin", [InputRequired("Écrivez l'heure de fin.")])
    place = StringField("Lieu", [_at_most("place")], filters=[line])
    link = StringField("Lien de la visioconférence", [_at_most("link")], filters=[line])
    objective = TextAreaField("Objectif", [_at_most("objective")], filters=[lines])
    prepare = TextAreaField("À préparer ou à apporter", [_at_most("prepare")], filters=[lines])
    prerequisites = SelectMultipleField("À terminer avant", invalid_choice_message=_CHOOSE)
    agenda = SelectField("Déroulé", coerce=int, invalid_value_message=_CHOOSE, invalid_choice_message=_CHOOSE)

    def __init__(self, zone: str, steps: Sequence[str], agendas: Mapping[int, str], **values: Any) -> None:
        """`steps` are the prerequisites that one may tick, `agendas` the ones that one may show."""
        super().__init__(**values)
        self.zone = zone
        self.prerequisites.choices = list(steps)
        self.agenda.choices = [SelectChoice(0, "aucun"), *(SelectChoice(key, name) for key, name in agendas.items())]

    def validate_starts(self, field: Field) -> None:
        """An hour that clocks show."""
        self._instant(field)

    def validate_ends(self, field: Field) -> None:
        """After the beginning, on the same day."""
        ends, starts = self._instant(field), None
        if self.starts.data and not self.starts.errors:
            starts = self._instant(self.starts)
        if starts and ends and not timedelta(0) < ends - starts <= LONGEST_WORKSHOP:
            raise ValidationError("La fin vient après le début, le même jour.")

    def validate_place(self, field: Field) -> None:
        """Somewhere, in a room or online."""
        if not field.data and not self.link.data:
            raise ValidationError("Écrivez un lieu, ou le lien de la visioconférence.")

    def validate_link(self, field: Field) -> None:
        """An address on the web, over HTTPS."""
        if field.data and not _is_https(field.data):
            raise ValidationError("Écrivez une adresse qui commence par https://.")

    def _instant(self, field: Field) -> datetime | None:
        if not self.day.data or not field.data:
            return None
        try:
            return rules.instant(self.day.data, field.data, self.zone)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    @property
    def values(self) -> dict[str, object]:
        """The workshop's columns."""
        same = {name: self[name].data for name in ("title", "place", "link", "objective", "prepare")}
        hours = {"starts_at": self._instant(self.starts), "ends_at": self._instant(self.ends)}
        return {**same, **hours, "agenda_id": self.agenda.data or None}


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and " " not in address and parts.username is None
    except ValueError:
        return False


class CancelForm(FlaskForm):  # type: ignore[misc]
    """Why a workshop is cancelled."""

    reason = StringField("Raison, dite à la cohorte", [_at_most("reason")], filters=[line])


class WriteUpForm(FlaskForm):  # type: ignore[misc]
    """What a workshop produced and decided."""

    deliverables = TextAreaField("Ce qui a été produit", [_at_most("deliverables")], filters=[lines])
    decisions = TextAreaField("Ce qui a été décidé", [_at_most("decisions")], filters=[lines])
