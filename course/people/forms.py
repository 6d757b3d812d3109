"""The forms: limits and messages are those of rules.py, said beside the field."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from course.people import rules
from course.people.models import GIVEN
from course.people.queries import Account
from course.typed import line


def _address(_form: FlaskForm, field: Field) -> None:
    address = rules.clean_email(field.data)
    if address is None:
        raise ValidationError(rules.EMAIL_PROBLEM)
    field.data = address


def _name(_form: FlaskForm, field: Field) -> None:
    if problem := rules.name_problem(field.data):
        raise ValidationError(problem)


def _service(_form: FlaskForm, field: Field) -> None:
    if problem := rules.service_problem(field.data):
        raise ValidationError(problem)


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Who, with which password, and where to go next."""

    email = EmailField("Adresse électronique", [DataRequired("Écrivez votre adresse."), _address])
    password = PasswordField("Mot de passe", [DataRequired("Écrivez votre mot de passe.")])
    next = HiddenField()


class AddressForm(FlaskForm):  # type: ignore[misc]
    """Another address for one's account, and the present password."""

    email = EmailField("Nouvelle adresse électronique", [DataRequired("Écrivez la nouvelle adresse."), _address])
    current = PasswordField("Mot de passe actuel", [DataRequired("Écrivez votre mot de passe actuel.")])


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    """Where to send a reset link."""

    email = EmailField("Adresse électronique", [DataRequired("Écrivez votre adresse."), _address])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A password for this account, typed twice."""

    password = PasswordField("Nouveau mot de passe", [DataRequired("Écrivez un mot de passe.")])
    again = PasswordField("Le même, encore une fois", [DataRequired("Écrivez-le une seconde fois.")])

    def __init__(self, account: Account, **values: Any) -> None:
        super().__init__(**values)
        self.account = account

    def validate_password(self, field: Field) -> None:
        """The rules of CNIL 2022-100."""
        mine = self.account
        for problem in rules.password_problems(field.data, mine.email, mine.name, mine.service):
            raise ValidationError(problem)

    def validate_again(self, field: Field) -> None:
        """Typed twice alike."""
        if field.data != self.password.data:
            raise ValidationError("Les deux mots de passe diffèrent.")


class ChangePasswordForm(NewPasswordForm):
    """The present password, then another one."""

    current = PasswordField("Mot de passe actuel", [DataRequired("Écrivez votre mot de passe actuel.")])


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """One's own name and service."""

    name = StringField("Prénom et nom", [DataRequired("Écrivez le prénom et le nom."), _name], filters=[line])
    service = StringField("Service", [_service], filters=[line])


class InvitationForm(ProfileForm):
    """Whom to invite, to do what."""

    email = EmailField("Adresse électronique", [DataRequired("Écrivez l'adresse."), _address])
    role = SelectField(
        "Rôle",
        [DataRequired("Choisissez un rôle.")],
        choices=[SelectChoice(role.value, role.label) for role in GIVEN],
        validate_choice=False,
    )

    def validate_role(self, field: Field) -> None:
        """One of the roles."""
        if field.data not in GIVEN:
            raise ValidationError("Choisissez un rôle de la liste.")
