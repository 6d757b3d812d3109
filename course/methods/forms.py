"""The finder's form, read from the address."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField
from wtforms.validators import NumberRange, Optional

from course.methods.rules import LEVELS, PHASES, Need
from course.web.fields import WholeNumber


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
