"""The finder's form, read from the address."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.form import BaseForm
from wtforms.validators import NumberRange, Optional, StopValidation
from wtforms.widgets import TextInput

from course.methods.rules import LEVELS, PHASES, Need


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A whole number; anything else is refused in French, and stays as typed (a number control would drop it)."""

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, render_kw={"inputmode": "numeric", "autocomplete": "off"}, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; blank is nothing."""
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = int(valuelist[0])
            except ValueError:
                raise ValueError("Écrivez un nombre entier, en chiffres.") from None

    def pre_validate(self, _form: BaseForm) -> None:
        """What is no number is not said to be too large as well."""
        if self.process_errors:
            raise StopValidation


class FinderForm(FlaskForm):  # type: ignore[misc]
    """What the session asks of a method; the names are those of the address."""

    class Meta:
        csrf = False

    phase = SelectField(
        "Moment de la séance",
        choices={"": "Tous", **PHASES},
        default="",
        invalid_choice_message="Choisissez un moment de la liste.",
    )
    taille = WholeNumber("Nombre de personnes", [Optional(), NumberRange(1, 10_000, "De 1 à 10 000 personnes.")])
    duree = WholeNumber("Minutes disponibles", [Optional(), NumberRange(1, 10_000, "De 1 à 10 000 minutes.")])
    niveau = SelectField(
        "Niveau au plus",
        choices={"": "Tous", **{str(level): name for level, name in LEVELS.items()}},
        default="",
        invalid_choice_message="Choisissez un niveau de la liste.",
    )
    distance = BooleanField("Faisable à distance")

    @property
    def need(self) -> Need:
        """What is asked, once valid."""
        return Need(
            phase=self.phase.data or None,
            size=self.taille.data,
            minutes=self.duree.data,
            remote=self.distance.data,
            level=int(self.niveau.data) if self.niveau.data else None,
        )
