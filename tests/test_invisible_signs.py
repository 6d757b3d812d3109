"""What a paste brings along and nobody sees is dropped, never refused with a message that nobody can act on."""

import pytest
from sqlalchemy import select

from course import typed
from course.clock import now
from course.cohorts import roster
from course.cohorts.days_off import read as read_days
from course.db import db
from course.hall.rules import read_code
from course.people.models import Person
from course.people.rules import clean_email
from course.workshops.codes import code_at, is_right
from tests.cast import PASSWORD
from tests.pressing import button

INVISIBLE = "\u200b\u202a\u202c\u2066\u2069\ufeff\u00ad\u2060\u200e"
AROUND = "\u202a{}\u202c\u00a0"


def test_an_address_is_the_one_that_is_seen():
    assert clean_email(AROUND.format("alice@exam\u200bple.org")) == "alice@example.org"
    assert clean_email("\ufeffalice@example.org") == "alice@example.org"
    assert clean_email("alice @example.org") is None


@pytest.mark.parametrize("sign", INVISIBLE)
def test_one_signs_in_with_an_address_pasted_from_a_message(client, cast, sign):
    cast.give_password("alice")
    email = db.session.get_one(Person, cast.id("alice")).email
    form = button(client.get("/connexion"), "Se connecter")
    assert form.press(client, email=f"{sign}{email}{sign} ", password=PASSWORD).headers["Location"] == "/"


def test_a_name_keeps_what_is_seen_of_it(cast):
    button(cast.alice.get("/compte"), "Enregistrer").press(cast.alice, name="Al\u200bice\u00a0\u202aMartin\u202c")
    assert db.session.scalars(select(Person.name).where(Person.id == cast.id("alice"))).one() == "Alice Martin"


@pytest.mark.parametrize("spelt", ["{}\u00a0{}", "{}\u202f{}", "\u200b{}{}", "{} - {}"])
def test_the_code_of_the_room_is_read_however_its_digits_are_spaced(spelt):
    code = code_at("k", now())
    assert is_right("k", spelt.format(code[:3], code[3:]), now())
    assert is_right("k", "".join(chr(ord(sign) + 0xFEE0) for sign in code), now())
    assert not is_right("k", "", now())


def test_the_code_of_a_hall_too():
    assert read_code("ctn\u200b9\u00a0pj-f") == "CTN9PJF"


def test_numbers_and_days_too(cast):
    page = cast.alice.get("/plan")
    assert (
        button(page, "Enregistrer ce temps").press(cast.alice, minutes="\u200e1\u202f20").headers["Location"] == "/plan"
    )
    assert read_days("\u200b24/12/2026\u00a0au\u00a003/01/2027")[1] == []


def test_a_list_of_people_too():
    found = roster.read(
        [[(1, ["\ufeffNom", "Email"]), (2, ["Zoé\u200b Le\u00a0Goff", AROUND.format("zoe@example.org")])]]
    )
    assert [(line.name, line.email) for line in found.lines] == [("Zoé Le Goff", "zoe@example.org")]


def test_what_is_nothing_but_invisible_is_nothing():
    assert typed.line(INVISIBLE + "\u3164") == ""
    assert typed.sign(" \u200b ") == ""
    assert typed.lines(f"un{INVISIBLE}\n\u200b\ndeux") == "un\n\ndeux"
