"""What is wrong in a method sheet is said with its file, its place and its cure; all at once."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from course.methods.loader import load_methods

SAMPLE = Path(__file__).parent / "sample" / "modules" / "methodes"
LINE = re.compile(r"ligne \d+, ")
FILE = "modules/methodes/tour-d-essai.yaml"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SAMPLE, tmp_path / "methodes"))


def lines(folder):
    return [LINE.sub("", str(problem)) for problem in load_methods(folder)[1]]


def change(folder, **fields):
    """The lines printed once these fields of a sheet are others; None takes a field away."""
    path = folder / "tour-d-essai.yaml"
    value = {**yaml.safe_load(path.read_text()), **fields}
    kept = {name: inner for name, inner in value.items() if inner is not None}
    path.write_text(yaml.safe_dump(kept, allow_unicode=True))
    return lines(folder)


def test_good_files_are_sheets_named_after_them(folder):
    methods, problems = load_methods(folder)
    assert problems == []
    assert list(methods) == ["ecran-d-essai", "nuage-d-essai", "tour-d-essai"]
    assert methods["tour-d-essai"].total == 10
    assert methods["tour-d-essai"].phases == ("inclure", "clore")


def test_no_folder_means_no_sheet(tmp_path):
    assert load_methods(tmp_path / "methodes") == ({}, [])


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"title": None}, f"{FILE}: fiche › title: champ obligatoire absent, ajoutez-le"),
        ({"titre": "Tour"}, f"{FILE}: fiche › titre: champ inconnu, vouliez-vous dire « title » ?"),
        ({"phases": ["rêver"]}, f"{FILE}: fiche › phases › élément 1: valeur inconnue, choisissez parmi 'inclure'"),
        ({"phases": []}, f"{FILE}: fiche › phases: pas assez d'éléments (1 au moins), complétez la liste"),
        ({"competences": ["Z9"]}, f"{FILE}: fiche › competences › élément 1: valeur inconnue, choisissez parmi 'A1'"),
        ({"level": 4}, f"{FILE}: fiche › level: nombre trop grand, 3 au plus"),
        ({"remote": "oui"}, f"{FILE}: fiche › remote: true ou false attendu, écrivez true, sans guillemets"),
        (
            {"group": {"min": 9, "max": 3}},
            f"{FILE}: fiche › group: min (9) dépasse max (3), échangez-les ou corrigez-les",
        ),
        (
            {"minutes": {"min": 20, "max": 15}},
            f"{FILE}: fiche › minutes: min (20) dépasse max (15), échangez-les ou corrigez-les",
        ),
        ({"say": ["Une.", "Deux."]}, f"{FILE}: fiche › say: pas assez d'éléments (3 au moins), complétez la liste"),
        ({"say": ["Une."] * 4}, f"{FILE}: fiche › say: trop d'éléments (3 au plus), allégez la liste"),
        (
            {"minutes": {"min": 11, "max": 15}},
            f"{FILE}: fiche › steps: les étapes font 10 minutes, hors de la durée annoncée (11 à 15), "
            "corrigez les étapes ou minutes",
        ),
        (
            {"minutes": {"min": 5, "max": 9}},
            f"{FILE}: fiche › steps: les étapes font 10 minutes, hors de la durée annoncée (5 à 9), "
            "corrigez les étapes ou minutes",
        ),
        ({"related": ["tour-de-lessai"]}, f"{FILE}: fiche › related: « tour-de-lessai » n'existe pas, corrigez"),
        ({"related": ["tour-d-essai"]}, f"{FILE}: fiche › related: la fiche renvoie à elle-même, retirez son nom"),
    ],
)
def test_each_fault_is_located_and_has_a_cure(folder, fields, line):
    found = change(folder, **fields)
    assert len(found) == 1, found
    assert found[0].startswith(line)


def test_a_sheet_too_long_for_its_page_says_by_how_much(folder):
    others = load_methods(folder)[0]["tour-d-essai"].words - len("On se retrouve".split())
    assert change(folder, when="mot " * (470 - others)) == []
    found = change(folder, when="mot " * (471 - others))
    assert found == [f"{FILE}: fiche: 471 mots, 470 au plus, raccourcissez : elle tient sur une page A4"]


def test_names_of_phases_competences_and_sheets_are_not_counted_as_words(folder):
    before = load_methods(folder)[0]["tour-d-essai"].words
    change(folder, competences=["C2", "D1"], phases=["inclure"], related=["nuage-d-essai", "ecran-d-essai"])
    assert load_methods(folder)[0]["tour-d-essai"].words == before


def test_every_fault_of_every_sheet_is_told_at_once(folder):
    (folder / "nuage-d-essai.yaml").write_text("title: [")
    found = change(folder, related=["absente", "nuage-d-essai"], minutes={"min": 1, "max": 2})
    assert len(found) == 3
    assert found[0].startswith("modules/methodes/nuage-d-essai.yaml: ligne")


@pytest.mark.parametrize("name", ["Tour.yaml", "tour d'essai.yaml", "tour.yml", "-tour.yaml"])
def test_a_file_whose_name_cannot_be_kept_is_refused(folder, name):
    (folder / "tour-d-essai.yaml").rename(folder / name)
    assert f"modules/methodes/{name}: nom du fichier: refusé, écrivez nom.yaml, en minuscules et tirets" in lines(
        folder
    )


def test_files_that_cannot_be_read_are_named(folder):
    (folder / "tour-d-essai.yaml").write_bytes(b"title: \xff")
    (folder / "nuage-d-essai.yaml").write_text("title: a\ntitle: b")
    (folder / "ecran-d-essai.yaml").write_text("- une liste")
    methods, problems = load_methods(folder)
    assert methods == {}
    assert sorted(problem.file for problem in problems) == [
        f"modules/methodes/{name}.yaml" for name in ("ecran-d-essai", "nuage-d-essai", "tour-d-essai")
    ]
