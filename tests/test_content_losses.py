"""What an author types and that no reader would see, or not as meant, is said, with its line."""

import pytest

from course.progress.catalog import load_catalog
from course.progress.quality import remarks
from tests.test_content_problems import LESSON, QUIZ, replace, said

TEXT = "Poser trois règles."
"""On line 36 of the sample's first lesson."""
BLANK = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "line", "expected"),
    [
        ("<script>alert(1)</script>", 36, "balise « <script> »"),
        ('<iframe src="https://exemple.fr"></iframe>', 36, "balise « <iframe"),
        ("<!-- à revoir -->", 36, "balise « <!-- »"),
        (f"##{BLANK}Un titre", 36, "espace insécable après « ## »"),
        (f"-{BLANK}un point", 36, "espace insécable après « - »"),
        ("# Un titre", 36, "titre « # »"),
        ("##### Un titre", 36, "titre « ##### », trop profond"),
        ("• un\n• deux", 36, "puce « • »"),
        ("1) un\n2) deux", 36, "numéro « 1) »"),
        ("Une note[^1].", 36, "note de bas de page « [^1] »"),
        ("Un mot ~~barré~~.", 36, "texte barré « ~~barré~~ »"),
        ("[le site](http://exemple.fr)", 36, "adresse « http://exemple.fr »"),
        ("[le fichier](ftp://exemple.fr)", 36, "adresse « ftp://exemple.fr »"),
        ("<http://exemple.fr>", 36, "adresse « http://exemple.fr »"),
        ("https://exemple.fr/video", 36, "adresse nue « https://exemple.fr/video »"),
        ("Trois points :\n- un\n- deux", 37, "liste collée au texte"),
        ("- un\n  - un bis", 37, "sous-liste décalée de 2"),
        ("Un texte\n---", 37, "« --- » sous un texte"),
        ("| a | b |\n| 1 | 2 |", 36, "tableau sans sa deuxième ligne de tirets"),
        ("Un texte\n| a | b |\n| --- | --- |\n| 1 | 2 |", 37, "tableau collé au texte"),
        ("| a | b |\n| --- | --- |\n| 1 | 2 | 3 |", 38, "une rangée de 3 cases, 2 dans l'en-tête"),
        ("/// exemple\nUn exemple.", 36, "bloc « /// exemple » jamais fermé"),
        ("///", 36, "« /// » ne ferme aucun bloc"),
        ("/// encart\nUn encart.\n///", 36, "bloc « /// encart » inconnu, choisissez parmi"),
        ("```python\nx = 1\n```", 36, "bloc « ```python », qui n'est pas affiché"),
        ("right: true", 36, "« right: » hors d'un bloc question"),
    ],
)
def test_what_would_be_lost_is_said_at_its_line(content, typed, line, expected):
    replace(content, LESSON, TEXT, typed)
    found = said(content)
    assert any(text.startswith(f"{LESSON}: ligne {line}, ") and expected in text for text in found), found


@pytest.mark.parametrize(
    "typed",
    [
        "Un point : 3 < 5, « a-t-on le droit ? » ; 1. Un.",
        "[le site](https://exemple.fr), <https://exemple.fr>, `<b>` et `http://exemple.fr`.",
        "Trois points :\n\n- un\n- deux\n    - deux bis",
        "| a | b |\n| --- | --- |\n| 1 | `x|y` |",
        "/// exemple | Un titre\nTexte\n///",
    ],
)
def test_what_is_shown_as_it_is_typed_is_not_said(content, typed):
    replace(content, LESSON, TEXT, typed)
    assert said(content) == []


@pytest.mark.parametrize("fence", ["```Question", "``` question", " ```question", "```questions", "~~~question", "```"])
def test_a_mistyped_question_never_shows_its_answers(content, fence):
    replace(content, LESSON, "```question", fence)
    drafts, problems = _read(content)
    assert any("bloc question mal ouvert" in text for text in problems), problems
    assert not any("Retour-B" in str(part) or "right" in str(part) for part in drafts)


def test_a_question_left_open_is_said_and_swallows_nothing(content):
    replace(content, LESSON, '"Retour-B : oui."\n```', '"Retour-B : oui."\n')
    found = said(content)
    assert [text for text in found if "ligne 22, texte: bloc question jamais fermé" in text], found
    assert not [text for text in found if "leçon: sans" in text]


def test_a_mark_of_ours_that_an_author_types_is_only_text(content):
    replace(content, LESSON, TEXT, "@@question:7@@\n\n@@question:0@@")
    catalog, problems = load_catalog(content)
    assert problems == []
    parts = catalog.course.lesson("essai/ouvrir").body.parts
    assert [part for part in parts if isinstance(part, int)] == [0, 1]
    assert "@@question:7@@" in "".join(map(str, parts))


@pytest.mark.parametrize("sign", ["\x02", "\x03", "\x00"])
def test_a_sign_that_the_pages_keep_for_themselves_is_refused(content, sign):
    replace(content, LESSON, TEXT, f"{sign}csrf")
    assert f"{LESSON}: ligne 36, texte: signe de contrôle invisible, effacez et récrivez la ligne" in said(content)


def test_signs_without_width_change_nothing(content):
    replace(content, LESSON, "## Cadrer", "\u200b## Ca\u200bdrer")
    catalog, problems = load_catalog(content)
    assert problems == []
    assert ("cadrer", "Cadrer") in catalog.course.lesson("essai/ouvrir").body.sections


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("modules/essai/03-suite.MD", "modules/essai/03-suite.MD: nom du fichier: illisible"),
        ("modules/essai/03-suite.md.txt", "modules/essai/03-suite.md.txt: nom du fichier: illisible"),
        ("modules/essai/03-suite.docx", "modules/essai/03-suite.docx: nom du fichier: illisible"),
        ("modules/essai/01-suite.md", "aussi celui de 01-ouvrir.md"),
        ("quizzes/autre.yml", "quizzes/autre.yml: nom du fichier: fichier que rien ne lit"),
        ("quizzes/autre.yaml.txt", "quizzes/autre.yaml.txt: nom du fichier: fichier que rien ne lit"),
        ("modules/methodes/autre.yml", "modules/methodes/autre.yml: nom du fichier: refusé"),
    ],
)
def test_a_file_that_would_not_be_read_is_said(content, name, expected):
    (content / name).write_text((content / LESSON).read_text())
    assert any(expected in text for text in said(content))


def test_a_module_named_twice_is_said(content):
    replace(content, "modules/course.yaml", "[essai]", "[essai, essai]")
    assert any("« essai » y est deux fois" in text for text in said(content))


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (QUIZ, "Premier geste ?", "Premier <b>geste</b> ?", "balise « <b> »"),
        (QUIZ, "Premier geste ?", "Voir [là](http://exemple.fr)", "adresse « http://exemple.fr »"),
        (LESSON, 'title: "Ouvrir une séance"', "title: “Ouvrir une séance”", "guillemets typographiques"),
        ("modules/essai/img/cercle.svg", 'viewBox="0 0 440 ', 'viewBox="0 0 440 9999', "viewBox haut de 9999"),
    ],
)
def test_a_loss_elsewhere_is_said(content, file, old, new, expected):
    replace(content, file, old, new)
    assert any(expected in text for text in said(content))


def test_a_drawing_without_a_title_is_said(content):
    path = content / "modules/essai/img/cercle.svg"
    text = path.read_text()
    start, end = text.index("<title>"), text.index("</title>") + len("</title>")
    path.write_text(text[:start] + text[end:])
    assert any("schéma img/cercle.svg: sans titre" in text for text in said(content))


def test_a_heavy_image_of_a_bank_is_said(content):
    (content / "quizzes/img").mkdir(exist_ok=True)
    (content / "quizzes/img/plan.png").write_bytes(b"0" * 2_000_001)
    replace(content, QUIZ, "Premier geste ?", "![Un plan](img/plan.png)")
    assert any("image « img/plan.png » trop lourde, réduisez-la sous 2 Mo" in text for text in said(content))


def test_a_feedback_without_a_word_is_a_remark(content):
    replace(content, LESSON, "Retour-B : oui.", "…")
    catalog, problems = load_catalog(content)
    assert problems == []
    assert any("un retour reste à écrire" in str(remark) for remark in remarks(catalog))


def test_what_nothing_names_is_a_remark(content):
    (content / "modules/brouillon").mkdir()
    (content / "modules/brouillon/index.md").write_text("…")
    (content / "quizzes/brouillon.yaml").write_text((content / QUIZ).read_text())
    catalog, problems = load_catalog(content)
    assert problems == []
    told = [str(remark) for remark in catalog.unused]
    assert any(text.startswith("modules/brouillon: dossier: course.yaml ne le nomme pas") for text in told)
    assert any(text.startswith("quizzes/brouillon.yaml: évaluation: aucun module ne la nomme") for text in told)


def _read(content):
    from course.modules.loader import load_drafts

    drafts, problems = load_drafts(content / "modules")
    return [part for lesson in drafts.lessons for part in lesson.body.parts], [str(problem) for problem in problems]
