"""The forms of « Mon plan »: how much time, and when not."""

from datetime import date, timedelta

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from course.cohorts.rules import LEAST_MINUTES, MOST_MINUTES
from course.web.fields import Day, WholeNumber

LONGEST_ABSENCE = timedelta(days=366)


class PaceForm(FlaskForm):  # type: ignore[misc]
    """Minutes a week; and a date to come, for who learns alone."""

    minutes = WholeNumber(
        "Minutes par semaine",
        [
            InputRequired("Écrivez le temps que vous pouvez donner chaque semaine."),
            NumberRange(LEAST_MINUTES, MOST_MINUTES, f"De {LEAST_MINUTES} à {MOST_MINUTES} minutes."),
        ],
    )
    goal = Day("Avoir fini le", [Optional()])
    today: date

    def validate_goal(self, field: Field) -> None:
        """Not in the past."""
        if field.data and field.data < self.today:
            raise ValidationError("Cette date est passée.")


class AbsenceForm(FlaskForm):  # type: ignore[misc]
    """Days away, both included; `today` is the first that may still matter."""

    first = Day("Premier jour", [InputRequired("Écrivez le premier jour.")])
    last = Day("Dernier jour, compris", [InputRequired("Écrivez le dernier jour.")])
    today: date

    def validate_last(self, field: Field) -> None:
        """After the first, not over yet, and within a year of it."""
        if field.data and self.first.data:
            if field.data < self.first.data:
                raise ValidationError("Le dernier jour vient avant le premier.")
            if field.data - self.first.data > LONGEST_ABSENCE:
                raise ValidationError("Un an au plus d'un seul tenant.")
        if field.data and field.data < self.today:
            raise ValidationError("Ces jours sont passés : ils ne changent plus rien.")
