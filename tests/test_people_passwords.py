"""Passwords: long rather than composed, not common, not telling; hashed with argon2id."""

import unicodedata

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from course.people import passwords
from course.people.rules import clean_email, folded, name_problem, password_problems
from course.typed import line

EMAIL, NAME = "jean.dupont@example.org", "Jean-Noël Dupont"


@pytest.mark.parametrize(
    "password",
    [
        "quatre chevaux mangent vite",
        "Xk9$vLq2mPz7",
        "aucunemajusculenichiffre",
        "soleil bonjour maison amour",
        "é" + "tulipe rouge",
    ],
)
def test_a_long_password_needs_no_composition(password):
    assert password_problems(password, EMAIL, NAME) == []


@pytest.mark.parametrize(
    "password",
    [
        "motdepasse2024!", "M0tDeP@sse123", "azertyuiop12", "AZERTYUIOPQS", "abcdefghijkl", "987654321098",
        "aaaaaaaaaaaa", "abababababab", "bonjourbonjour", "Toulouse2024!!", "1qaz2wsx1qaz2wsx", "é" * 20, " " * 12,
    ],
)  # fmt: skip
def test_a_common_or_regular_password_is_refused(password):
    [problem] = password_problems(password, EMAIL, NAME)
    assert "trop courant" in problem


BREACHED = (
    """
Liverpool123!|1q2w3e4r5t6y|correcthorsebatterystaple|trustno1trustno1|P@ssw0rd1234|iloveyou1234|football2024|liverpoolfc1
princesse2024|chocolat1234|marseille13!|doudou123456|loulou123456|soleilsoleil1|nicolas123456|jetaime12345|bonjour12345
qazwsxedcrfv|asdfghjkl;'1|abcd1234efgh|letmein12345|monkey123456|superman1234|batmanbatman|sunshine1234|welcome12345
starwars1977|admin@123456|1234qwerasdf|azerty123456|vivelafrance!|correct horse battery staple|motdepasse123
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("password", BREACHED)
def test_a_password_of_the_breached_lists_is_refused_with_a_reason(password):
    [problem] = password_problems(password, EMAIL, NAME)
    assert problem.startswith("Ce mot de passe est trop courant ou trop régulier : ")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("PrefectureLot46", "votre nom ou votre service"),
        ("princesse2024", "« princesse » est parmi les premiers"),
        ("aaaaaaaaaaaa", "il se répète"),
        ("azertyuiop12", "azertyuiop"),
    ],
)
def test_the_reason_is_told_in_french(password, reason):
    assert reason in password_problems(password, EMAIL, NAME, "Préfecture du Lot")[0]


@pytest.mark.parametrize("password", ["vive dupônt toujours", "JEAN.DUPONT!!x", "ici noel au balcon"])
def test_a_password_that_tells_the_name_or_the_address_is_refused(password):
    [problem] = password_problems(password, EMAIL, NAME)
    assert "ni votre nom" in problem


def test_eleven_signs_are_too_few_and_twelve_enough():
    assert "le vôtre en a 11" in password_problems("kV7 tulipes", EMAIL, NAME)[0]
    assert password_problems("kV7 tulipes.", EMAIL, NAME) == []


def test_128_signs_are_allowed_and_129_refused():
    long = "".join(chr(0x3041 + index % 80) for index in range(129))
    assert password_problems(long[:128], EMAIL, NAME) == []
    assert "au plus 128" in password_problems(long, EMAIL, NAME)[0]


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(password):
    assert len(password_problems(password, EMAIL, NAME)) in (0, 1)


def test_a_password_matches_however_the_keyboard_writes_its_accents():
    known = passwords.hashed(unicodedata.normalize("NFD", "été à la forêt"))
    assert passwords.matches(known, unicodedata.normalize("NFC", "été à la forêt"))
    assert not passwords.matches(known, "ete a la foret")


def test_an_unknown_account_costs_the_same_hashing():
    assert extract_parameters(passwords._NOBODY) == extract_parameters(passwords.hashed("x"))
    assert not passwords.matches(None, "x")


def test_a_hash_made_with_other_parameters_still_works_and_is_said_outdated():
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("kV7 tulipes.")
    assert passwords.matches(old, "kV7 tulipes.")
    assert passwords.is_outdated(old)
    assert not passwords.is_outdated(passwords.hashed("kV7 tulipes."))


def test_a_hash_that_cannot_be_read_matches_nothing():
    assert not passwords.matches("sans queue ni tête", "x")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Jean.Dupont@Example.ORG ", "jean.dupont@example.org"),
        ("a@b", None),
        ("", None),
        ("deux@exemple.fr, trois@exemple.fr", None),
        ("jean@exemple.fr\nBcc: tous@exemple.fr", None),
        (f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.fr", None),
    ],
)
def test_an_address_is_kept_in_lower_case_or_refused(typed, kept):
    assert clean_email(typed) == kept


def test_a_name_keeps_its_accents_apostrophe_and_hyphen():
    assert line("  Zoe\u0308  N’Guyên-Le  Goff\n") == "Zoë N’Guyên-Le Goff"
    assert name_problem("Zoë N’Guyên-Le Goff") is None
    assert folded("Zoë Œuvrard") == "zoe oeuvrard"


@pytest.mark.parametrize("name", ["", "x" * 121])
def test_an_empty_or_endless_name_is_refused(name):
    assert name_problem(name)
