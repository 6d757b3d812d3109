"""The forms of what is granted to a person: more time, one more attempt; each with its reason."""

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from course.people.rules import line_problem
from course.quizzes.schema import Quiz
from course.typed import line

MOST = 200
REASON_LONGEST = 300


def _reason(_form: FlaskForm, field: Field) -> None:
    if problem := line_problem(field.data, REASON_LONGEST):
        raise ValidationError(problem)


class ExtraTimeForm(FlaskForm):  # type: ignore[misc]
    """How much more time, as a percentage; 0 takes it back."""

    percent = StringField("Temps en plus, en pour cent", [DataRequired("Écrivez un nombre.")], filters=[line])
    time_reason = StringField("Motif", [DataRequired("Écrivez le motif."), _reason], filters=[line])

    def validate_percent(self, field: Field) -> None:
        """A whole number, given as such afterwards."""
        typed = field.data.removesuffix("%").strip()
        if not (typed.isascii() and typed.isdecimal() and len(typed) < 4 and int(typed) <= MOST):
            raise ValidationError(f"Écrivez un nombre entier, de 0 à {MOST}.")
        field.data = typed


class ExtraAttemptForm(FlaskForm):  # type: ignore[misc]
    """For which assessment, and why."""

    quiz = SelectField("Évaluation", validate_choice=False)
    attempt_reason = StringField("Motif", [DataRequired("Écrivez le motif."), _reason], filters=[line])

    def __init__(self, quizzes: dict[str, Quiz], **values: object) -> None:
        super().__init__(**values)
        self.known = set(quizzes)
        self.quiz.choices = [SelectChoice(slug, quiz.title) for slug, quiz in quizzes.items()]

    def validate_quiz(self, field: Field) -> None:
        """One of the assessments."""
        if field.data not in self.known:
            raise ValidationError("Choisissez une évaluation de la liste.")
