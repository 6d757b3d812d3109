"""What a password, an address and a name may be; the messages are read beside the field.

Source of the password rules: CNIL, délibération 2022-100 (length rather than composition, refusal
of common ones, sign-in limited), and ANSSI's guide on passwords.
"""

import re
import unicodedata
from pathlib import Path

SHORTEST, LONGEST = 12, 128
NAME_LONGEST = 120
SERVICE_LONGEST = 160
EMAIL_LONGEST = 254
EMAIL_PROBLEM = "Cette adresse n'est pas complète. Exemple : prenom.nom@exemple.fr"

_SUBSTANCE = 8
_TOLD = 4
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm")
_LEET = str.maketrans("013457@$€", "oieastase")
_WORDS = tuple(
    line.strip()
    for line in Path(__file__).with_name("common_passwords.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)
_COMMON = re.compile("|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True)))
_YEAR = re.compile(r"(?:19|20)\d\d")
_REPEATED = re.compile(r"(.{1,6}?)\1{2,}|(.{4,}?)\2+", re.DOTALL)


def normalised(password: str) -> str:
    """The same password from every keyboard: « é » is one sign however the system writes it."""
    return unicodedata.normalize("NFKC", password)


def folded(text: str) -> str:
    """Lower case without accents, to compare and to search."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.replace("’", "'").replace("‑", "-")


def password_problems(password: str, email: str, name: str) -> list[str]:
    """Why this person may not have this password; empty when they may."""
    password = normalised(password)
    length = len(password)
    if length < SHORTEST:
        return [f"Le mot de passe doit avoir au moins {SHORTEST} signes : le vôtre en a {length}."]
    if length > LONGEST:
        return [f"Le mot de passe doit avoir au plus {LONGEST} signes : le vôtre en a {length}."]
    if _tells(password, email, name):
        return ["Le mot de passe ne doit contenir ni votre nom ni votre adresse électronique."]
    if len(_reduced(password)) < _SUBSTANCE:
        return ["Ce mot de passe est trop courant ou trop régulier. Choisissez par exemple quatre mots sans rapport."]
    return []


def _tells(password: str, email: str, name: str) -> bool:
    """True when it holds the local part of the address, or a part of the name long enough to be telling."""
    local = folded(email.partition("@")[0])
    parts = [local, *re.split(r"[\W_]+", local), *re.split(r"[\W_]+", folded(name))]
    plain = folded(password)
    return any(part in plain for part in parts if len(part) >= _TOLD)


def _reduced(password: str) -> str:
    """What is left when repetitions, sequences, years and common words count for almost nothing."""
    text = _without_sequences(_REPEATED.sub(r"\1\2", folded(password)))
    text = _YEAR.sub("\0", text)
    return _COMMON.sub("\0", _COMMON.sub("\0", text).translate(_LEET))


def _without_sequences(text: str) -> str:
    """The text with each run of four neighbours or more, on the keyboard or in the alphabet, as one sign."""
    result, index = "", 0
    while index < len(text):
        run = _run(text[index:])
        result += "\0" if run >= 4 else text[index]
        index += run if run >= 4 else 1
    return result


def _run(text: str) -> int:
    longest = 1
    for row in _ROWS:
        for line in (row, row[::-1]):
            size = longest
            while size < len(text) and text[: size + 1] in line:
                size += 1
            longest = size
    return longest


def clean_email(typed: str) -> str | None:
    """The address in lower case as it is kept, or None when it is not an address."""
    from email_validator import EmailNotValidError, validate_email  # slow to load, and seldom needed

    try:
        found = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    address = (found.ascii_email or "").lower()
    return address if 0 < len(address) <= EMAIL_LONGEST else None


def clean_line(typed: str) -> str:
    """A name or a service on one line, composed accents, no double space."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


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
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"} for char in text):
        return "Retirez les signes invisibles."
    return None
