"""What a password, an address and a name may be; the messages are read beside the field.

Source of the password rules: CNIL, délibération 2022-100 (length rather than composition, refusal
of common ones, sign-in limited), and ANSSI's guide on passwords.
"""

import re
import unicodedata
from datetime import timedelta

from course.people.spelling import folded
from course.people.strength import weakness
from course.typed import line

__all__ = ["folded"]

SHORTEST, LONGEST = 12, 128
NAME_LONGEST = 120
SERVICE_LONGEST = 160
EMAIL_LONGEST = 254
EMAIL_PROBLEM = "Cette adresse n'est pas complète. Exemple : prenom.nom@exemple.fr"

WELCOMED = timedelta(days=60)
"""How long after joining a cohort one is still somebody who arrives."""
_TOLD = 4


def normalised(password: str) -> str:
    """The same password from every keyboard: « é » is one sign however the system writes it."""
    return unicodedata.normalize("NFKC", password)


def password_problems(password: str, email: str, name: str, service: str = "") -> list[str]:
    """Why this person may not have this password; empty when they may."""
    password = normalised(password)
    length = len(password)
    if length < SHORTEST:
        return [f"Le mot de passe doit avoir au moins {SHORTEST} signes : le vôtre en a {length}."]
    if length > LONGEST:
        return [f"Le mot de passe doit avoir au plus {LONGEST} signes : le vôtre en a {length}."]
    if _tells(password, email, name):
        return ["Le mot de passe ne doit contenir ni votre nom ni votre adresse électronique."]
    weak = weakness(password, (name, service, email))
    return [weak] if weak else []


def _tells(password: str, email: str, name: str) -> bool:
    """True when it holds the local part of the address, or a part of the name long enough to be telling."""
    local = folded(email.partition("@")[0])
    parts = [local, *re.split(r"[\W_]+", local), *re.split(r"[\W_]+", folded(name))]
    plain = folded(password)
    return any(part in plain for part in parts if len(part) >= _TOLD)


def clean_email(typed: str) -> str | None:
    """The address in lower case as it is kept, or None when it is not an address."""
    from email_validator import EmailNotValidError, validate_email  # slow to load, and seldom needed

    try:
        found = validate_email(line(typed), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    address = (found.ascii_email or "").lower()
    return address if 0 < len(address) <= EMAIL_LONGEST else None


def name_problem(name: str) -> str | None:
    """Why this cannot be a person's name."""
    return line_problem(name, NAME_LONGEST) if name else "Écrivez le prénom et le nom."


def service_problem(service: str) -> str | None:
    """Why this cannot be the name of a service; it may be empty."""
    return line_problem(service, SERVICE_LONGEST)


def line_problem(text: str, longest: int) -> str | None:
    """Why this cannot be a line of text."""
    if len(text) > longest:
        return f"Au plus {longest} signes : il y en a {len(text)}."
    return None
