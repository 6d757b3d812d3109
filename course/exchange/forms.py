"""What to import, and where it goes."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, SelectField, TextAreaField
from wtforms.validators import Length, ValidationError

from course.questions.base import COMPETENCES
from course.quizzes.schema import Quiz

_PASTED = 200_000


class ImportForm(FlaskForm):  # type: ignore[misc]
    """A file, the bank that it joins, and what to say of the questions that say nothing."""

    file = FileField("Fichier de questions")
    pasted = TextAreaField("Ou son texte, collé ici", [Length(max=_PASTED, message=f"Au plus {_PASTED} signes.")])
    bank = SelectField("Banque à compléter", validate_choice=False)
    competence = SelectField("Compétence, quand une question n'en dit rien", validate_choice=False)
    lesson = SelectField("Leçon à relire, quand une question n'en dit rien", validate_choice=False)

    def __init__(self, quizzes: Mapping[str, Quiz], lessons: Mapping[str, list[tuple[str, str]]]) -> None:
        super().__init__()
        self._quizzes, self._lessons = quizzes, lessons
        self.bank.choices = [("", "Une nouvelle banque"), *((slug, quiz.title) for slug, quiz in quizzes.items())]
        codes = [(code, f"{code} · {name}") for code, name in COMPETENCES.items()]
        self.competence.choices = [("", "Aucune"), *codes]
        self.lesson.choices = {"": [("", "Aucune")], **lessons}

    def validate_file(self, field: Field) -> None:
        """A file, or a text."""
        if not field.data and not (self.pasted.data or "").strip():
            raise ValidationError("Choisissez un fichier, ou collez un texte.")

    def validate_bank(self, field: Field) -> None:
        """One of the banks, or a new one."""
        field.data = field.data or ""
        if field.data and field.data not in self._quizzes:
            raise ValidationError("Choisissez une banque de la liste.")

    def validate_competence(self, field: Field) -> None:
        """One of the competences, or none."""
        field.data = field.data or ""
        if field.data and field.data not in COMPETENCES:
            raise ValidationError("Choisissez une compétence de la liste.")

    def validate_lesson(self, field: Field) -> None:
        """A lesson of the bank's module, or none."""
        field.data = field.data or ""
        known = {name for lessons in self._lessons.values() for name, _ in lessons}
        if field.data and field.data not in known:
            raise ValidationError("Choisissez une leçon de la liste.")
