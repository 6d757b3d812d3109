"""The capsule is read in three times; what is missing or out of place is located."""

import pytest

from course.progress.catalog import load_catalog

FILE = "modules/capsule/index.md"


def times(home):
    catalog, problems = load_catalog(home)
    assert not problems
    return catalog.course.capsule.times


def edited(home, old, new):
    path = home / FILE
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return home


def test_its_times_hold_the_scenes_the_ideas_and_the_questions(content):
    found = times(content)
    assert found.intro == "<p>Une histoire en deux images.</p>"
    assert [scene.figure.startswith("<figure") for scene in found.scenes] == [True, True]
    assert "regarde le mur" in found.scenes[0].text and "se regarde" in found.scenes[1].text
    assert "Prenez trois minutes" in found.questions and "Qui manque" in found.questions
    assert found.invitation == "<p>Avant de partir, laissez un mot.</p>"
    assert found.farewell == "<p>Le parcours continue.</p>"


def test_what_ends_with_a_colon_stays_with_what_follows(content):
    first, second = times(content).ideas
    assert first == "<p>Une idée.</p>"
    assert "Dès lundi" in second and "<li>demander.</li>" in second


def test_a_capsule_without_images_is_all_introduction(content):
    source = (content / FILE).read_text()
    images = [line for line in source.splitlines() if line.startswith("![")]
    for image in images:
        edited(content, image, "")
    found = times(content)
    assert found.scenes == ()
    assert "regarde le mur" in found.intro


def test_the_mark_of_the_wall_is_not_shown(content):
    catalog, _ = load_catalog(content)
    assert "[mur]" not in "".join(catalog.course.capsule.body.parts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("## Comprendre", "## Réfléchir", "sections: autres que les trois temps"),
        ("## Débriefer", "### Débriefer", "sections: autres que les trois temps"),
        ("[mur]", "", "section « Débriefer »: le mur n'y est pas à sa place"),
        ("[mur]", "[mur]\n\n[mur]", "section « Débriefer »: le mur n'y est pas à sa place"),
        ("Une idée.", "Une idée.\n\n[mur]", "section « Débriefer »: le mur n'y est pas à sa place"),
        ("[mur]", "Une phrase et [mur].", "section « Débriefer »: le mur n'y est pas à sa place"),
    ],
)
def test_what_is_out_of_place_is_located(content, old, new, expected):
    _, problems = load_catalog(edited(content, old, new))
    assert [str(problem) for problem in problems if f"{FILE}: {expected}" in str(problem)]
