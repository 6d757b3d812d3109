"""Form fields that speak French."""

from typing import Any

from wtforms import DateField, IntegerField, TimeField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from course.typed import sign


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A whole number; anything else is refused in French, and stays as typed (a number control would drop it)."""

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, render_kw={"inputmode": "numeric", "autocomplete": "off"}, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; blank is nothing."""
        self.data = None
        if typed := sign(valuelist[0]) if valuelist else "":
            try:
                self.data = int(typed)
            except ValueError:
                raise ValueError("Écrivez un nombre entier, en chiffres.") from None

    def pre_validate(self, _form: BaseForm) -> None:
        """What is no number is not said to be too large as well."""
        if self.process_errors:
            raise StopValidation


class Day(DateField):  # type: ignore[misc]
    """A date of this century, as calendars know them; anything else is refused in French."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; blank is nothing."""
        try:
            super().process_formdata([sign(typed) for typed in valuelist])
        except ValueError:
            raise ValueError("Écrivez une date, comme 2026-12-08.") from None
        if self.data and not 2000 <= self.data.year < 2100:
            raise ValueError("Écrivez une date entre 2000 et 2099.")


class Clock(TimeField):  # type: ignore[misc]
    """A time of day, with or without seconds; anything else is refused in French."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format=["%H:%M", "%H:%M:%S"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; blank is nothing."""
        try:
            super().process_formdata([sign(typed) for typed in valuelist])
        except ValueError:
            raise ValueError("Écrivez une heure, comme 09:30.") from None
