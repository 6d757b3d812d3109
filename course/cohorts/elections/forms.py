"""The forms of an election."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from course.cohorts.elections.rules import CRITERIA_LONGEST, MANDATE_LONGEST, REASON_LONGEST
from course.cohorts.rules import LONGEST_TERM
from course.typed import lines
from course.web.fields import Day

_CHOOSE = "Choisissez une personne de la liste."


def _text(label: str, longest: int, missing: str) -> TextAreaField:
    limit = Length(max=longest, message=f"Au plus {longest} signes.")
    return TextAreaField(label, [DataRequired(missing), limit], filters=[lines])


class RoleForm(FlaskForm):  # type: ignore[misc]
    """The role to be given: what for, on which criteria, from when to when."""

    mandate = _text("Mission", MANDATE_LONGEST, "Écrivez la mission.")
    criteria = _text("Critères", CRITERIA_LONGEST, "Écrivez trois ou quatre critères.")
    first = Day("Premier jour du mandat", [InputRequired("Écrivez le premier jour.")])
    last = Day("Dernier jour, compris", [InputRequired("Écrivez le dernier jour.")])

    def validate_last(self, field: Field) -> None:
        """After the first day, and not for ever."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError("La fin du mandat vient avant son début.")
        if field.data and self.first.data and field.data - self.first.data > LONGEST_TERM:
            raise ValidationError("Un mandat dure deux ans au plus : la fonction tourne.")

    @property
    def values(self) -> dict[str, object]:
        """The election's columns."""
        return {name: self[name].data for name in ("mandate", "criteria", "first", "last")}


class ChoiceForm(FlaskForm):  # type: ignore[misc]
    """A name, and the reasons for it."""

    choice = SelectField("Je propose", coerce=int, invalid_value_message=_CHOOSE, invalid_choice_message=_CHOOSE)
    reason = _text("Mes raisons", REASON_LONGEST, "Dites ce que vous avez vu faire à cette personne.")

    def __init__(self, names: Mapping[int, str], **values: Any) -> None:
        super().__init__(**values)
        offered = {0: "Choisir…", **names}
        self.choice.choices = [SelectChoice(number, name) for number, name in offered.items()]

    def validate_choice(self, field: Field) -> None:
        """Somebody."""
        if not field.data:
            raise ValidationError(_CHOOSE)


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """Nothing against the proposal, or an objection with its reason."""

    objects = RadioField(
        "Avez-vous une objection ?",
        [InputRequired("Choisissez une réponse.")],
        choices=[SelectChoice("0", "Non, rien ne s'y oppose"), SelectChoice("1", "Oui, j'ai une objection")],
        invalid_choice_message="Choisissez une réponse.",
    )
    reason = TextAreaField(
        "Ce qui arriverait, et à qui",
        [Length(max=REASON_LONGEST, message=f"Au plus {REASON_LONGEST} signes.")],
        filters=[lines],
    )

    def validate_reason(self, field: Field) -> None:
        """An objection tells what it protects."""
        if self.objects.data == "1" and not field.data:
            raise ValidationError("Dites ce que votre objection protège : c'est ce qui permettra de la lever.")


class LiftForm(FlaskForm):  # type: ignore[misc]
    """How an objection fell."""

    text = _text("Ce qui lève l'objection", REASON_LONGEST, "Dites ce qui lève l'objection.")
