"""What a word may be, what makes two words one, and how a wall ranks them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from course.hall import rules
from course.hall.rules import (
    CODE_SIGNS,
    KEY_LONGEST,
    LISTED,
    LONGEST,
    Group,
    cleaned,
    gathered,
    key_of,
    read_code,
    shown,
    wall,
    word_problem,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  confiance  ", "confiance"),
        ("« Oser ! »", "Oser"),
        ("l'essai", "l’essai"),
        ("peut\u2011être", "peut-être"),
        ("bon   sens…", "bon sens"),
        ("e\u0301coute", "écoute"),
        ("\ufb01n", "fin"),
        ("œuvrer\tensemble", "œuvrer ensemble"),
    ],
)
def test_a_word_is_kept_in_one_form(typed, kept):
    assert cleaned(typed) == kept
    assert word_problem(kept) is None


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Écrivez un mot"),
        (" !? ", "Écrivez un mot"),
        ("<script>alert</script>", "Seulement des lettres"),
        ("a@b", "Seulement des lettres"),
        ("\u202eenvers", "Seulement des lettres"),
        ("z\u0335\u0321a", "Seulement des lettres"),
        ("oui 👍", "Seulement des lettres"),
        ("nul\0", "Seulement des lettres"),
        ("06 12 34 56 78", "Au plus 4 chiffres"),
        ("m" * 41, "il y en a 41"),
    ],
)
def test_what_cannot_go_on_a_wall_is_refused_with_its_reason(typed, message):
    assert message in word_problem(cleaned(typed))


def test_forty_signs_are_not_too_many():
    assert word_problem("m" * LONGEST) is None


@pytest.mark.parametrize("typed", ["Bon sens", "bon-sens", "BON SENS", " bon  sens."])
def test_spellings_of_one_word_have_one_key(typed):
    assert key_of(cleaned(typed)) == "bon sens"


def test_accents_and_ligatures_do_not_make_another_word():
    assert key_of("Œuvre désirée") == key_of("oeuvre desiree")
    assert key_of("côte") != key_of("cœur")


@given(some.text(max_size=60))
def test_whatever_is_typed_is_refused_or_fits_its_columns_and_holds_no_markup(typed):
    text = cleaned(typed)
    assert cleaned(text) == text
    if word_problem(text) is None:
        assert 0 < len(text) <= LONGEST
        assert 0 < len(key_of(text)) <= KEY_LONGEST
        assert not set(text) & set("<>&\"'`\0\n")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("K7M4P", "K7M4P"),
        (" k7m 4p", "K7M4P"),
        ("k7-m4p", "K7M4P"),
        ("K7M4", None),
        ("K7M4PP", None),
        ("CAPSULE", None),
        ("K7M40", None),
        ("", None),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed, code):
    assert read_code(typed) == code


def test_codes_use_no_sign_taken_for_another_and_make_no_word():
    assert not set(CODE_SIGNS) & set("AEIOU0125678BLSVZ") - {"7"}
    assert read_code(rules.STANDING) is None


def rows(*words):
    return [(key_of(text), text, count, newest, None) for text, count, newest in words]


def test_spellings_are_gathered_under_the_most_frequent_one():
    (group,) = gathered(rows(("Écoute", 2, 5), ("écoute", 7, 3), ("ecoute", 1, 9)))
    assert group == Group("ecoute", "écoute", 10, 9, None)


def test_the_wall_begins_with_the_most_shared_then_the_newest():
    found = wall(shown(gathered(rows(("oser", 1, 1), ("temps", 1, 8), ("confiance", 9, 2))), trusting=True), True)
    assert [word[1] for word in found.words] == ["confiance", "temps", "oser"]
    assert [word[3] for word in found.words] == [5, 1, 1]
    assert (found.voices, found.others, found.open) == (11, 0, True)


def test_a_word_said_twice_does_not_crush_the_others():
    found = wall(shown(gathered(rows(("oser", 2, 1), ("temps", 1, 8))), trusting=True), True)
    assert [word[3] for word in found.words] == [2, 1]


def test_a_long_wall_lists_what_can_be_read_and_counts_the_rest():
    found = wall(shown(gathered(rows(*((f"mot {n}", 1, n) for n in range(LISTED + 5)))), trusting=True), False)
    assert (len(found.words), found.voices, found.others, found.open) == (LISTED, LISTED + 5, 5, False)


def test_a_verdict_counts_more_than_trust():
    groups = [Group(name, name, 1, 1, verdict) for name, verdict in (("a", None), ("b", True), ("c", False))]
    assert [group.key for group in shown(groups, trusting=True)] == ["a", "b"]
    assert [group.key for group in shown(groups, trusting=False)] == ["b"]
