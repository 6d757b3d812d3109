"""The forms of a positioning's end, of a waiver asked, and of a decision."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from course.onboarding.positioning.rules import TEXT_LONGEST
from course.typed import lines
from course.waivers.rules import EVIDENCE_LONGEST, NOTE_LONGEST, Reason

_CHOOSE = "Choisissez dans la liste."
REASONS = [SelectChoice(reason.value, reason.label.capitalize()) for reason in Reason]


def _longest(limit: int) -> Length:
    return Length(max=limit, message=f"Au plus {limit} signes.")


class StoryForm(FlaskForm):  # type: ignore[misc]
    """What a person did already."""

    training = TextAreaField("Une formation équivalente", [_longest(TEXT_LONGEST)], filters=[lines])
    field = TextAreaField("Ce que vous avez animé", [_longest(TEXT_LONGEST)], filters=[lines])


class AskForm(FlaskForm):  # type: ignore[misc]
    """A part that a person asks to leave out, why, and what shows it; an asked test is never the reason."""

    part = SelectField("Partie du parcours", validate_choice=False)
    reason = SelectField(
        "Motif", choices=[item for item in REASONS if item.value != Reason.TEST], invalid_choice_message=_CHOOSE
    )
    evidence = TextAreaField(
        "Ce qui le montre",
        [DataRequired("Écrivez en une phrase ce qui le montre."), _longest(EVIDENCE_LONGEST)],
        filters=[lines],
    )

    def __init__(self, parts: Iterable[tuple[str, str]], **values: object) -> None:
        super().__init__(**values)
        self.part.choices = [SelectChoice(name, label) for name, label in parts]

    def validate_part(self, field: Field) -> None:
        """One of the parts still to follow."""
        if field.data not in {choice.value for choice in self.part.choices}:
            raise ValidationError(_CHOOSE)


class EvidenceForm(FlaskForm):  # type: ignore[misc]
    """What a person adds to a waiver that waits."""

    evidence = TextAreaField("Ce qui le montre", [_longest(EVIDENCE_LONGEST)], filters=[lines])


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """A decision on a waiver: its part and its reason may be changed; a refusal or a change says why."""

    part = SelectField("Partie du parcours", validate_choice=False)
    reason = SelectField("Motif", choices=REASONS, invalid_choice_message=_CHOOSE)
    note = TextAreaField("Votre mot à la personne", [_longest(NOTE_LONGEST)], filters=[lines])

    def __init__(self, parts: Iterable[tuple[str, str]], **values: object) -> None:
        super().__init__(**values)
        self.part.choices = [SelectChoice(name, label) for name, label in parts]

    def validate_part(self, field: Field) -> None:
        """One of the parts of the module."""
        if field.data not in {choice.value for choice in self.part.choices}:
            raise ValidationError(_CHOOSE)

    def explained(self, needed: bool) -> bool:
        """Say beside the note that one is needed, if it is and there is none."""
        if needed and not self.note.data:
            self.note.errors = ["Écrivez pourquoi : la personne le lira."]
            return False
        return True
