"""Documents of the course that ships, with the longest words and every alphabet: nothing is cut or boxed."""

import io
from collections.abc import Iterator

import pikepdf
import pytest
from flask import Flask

from course.app import create_app
from course.certificates import document
from course.config import Settings
from course.db import forget_connections
from course.handouts.document import MAKERS, printed
from tests.certificate_sample import FACTS
from tests.conftest import ROOT
from tests.longest import NAME, PLACE, SERVICE, TEXT, WORD
from tests.sheets import inks, past_margins, shapeless

SIGNS = "Séance 🎲 👍 李欢 שלום علي Đặng ≠ → ✓"
WIDE, NARROW = 22, 15
"""The margins of certificates/handout.css, in millimetres: a document's, a single sheet's."""
PLUM = "#8a1c5b"
GREEN = {"#0b5f63", "#e8f1ef"}
AGENDA = {
    "title": f"{TEXT} {SIGNS}",
    "day": "jeudi 3 décembre",
    "place": PLACE,
    "planned": "2 heures",
    "end": "12 h",
    "total": "1 heure",
    "lines": [{"at": "9 h 30", "minutes": "10 minutes", "title": TEXT, "note": f"{TEXT} {SIGNS}", "who": WORD}] * 3,
}
FOLLOW_UP = {
    "name": NAME,
    "service": SERVICE,
    "cohort": TEXT,
    "coach": NAME,
    "day": "1er décembre 2026",
    "joined": "2 novembre 2026",
    "percent": 32,
    "step": TEXT,
    "reasons": [TEXT],
    "modules": [(TEXT, 40, 2, 5)],
    "notes": [("1er décembre 2026", NAME, f"{TEXT} {SIGNS}")] * 4,
    "letter": f"1er décembre 2026, {NAME}",
    "meeting": "3 décembre 2026 à 9 h 30",
}


def application(folder, **settings: str) -> Flask:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_HOME", str(ROOT))
        return create_app(Settings(secret_key="s" * 32, instance=folder, **settings))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """Each kind of document of a plum instance on the course that ships, and its margin."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_HOME", str(ROOT))
        app = application(tmp_path_factory.mktemp("plum"), accent=PLUM, name="Parcours Sud", issuer="SGAR Occitanie")
        with app.test_request_context():
            found = {
                "agenda": (printed("agenda", AGENDA), WIDE),
                "follow-up": (printed("follow_up", FOLLOW_UP), NARROW),
            }
            found["module"] = (MAKERS["module"]("posture", {}), NARROW)
            found["sheet"] = (MAKERS["fiche"]("world-cafe", {}), NARROW)
            designs = document.Designs(ROOT / "certificates", app.extensions["relais_settings"].palette)
            facts = FACTS.model_copy(update={"name": f"李欢 🎲 علي שלום {NAME}"})
            found["attestation"] = (document.attestation(designs, facts, "RL-7K3M-9QXT-2VBD", PLACE), WIDE)
            yield found
            forget_connections(app)


def test_nothing_passes_the_margin(made):
    assert {kind: past_margins(pdf, margin) for kind, (pdf, margin) in made.items()} == {kind: [] for kind in made}


def test_every_sign_has_its_shape(made):
    assert {kind: shapeless(pdf) for kind, (pdf, _) in made.items()} == dict.fromkeys(made, 0)


def test_what_is_meant_for_one_page_is_one(made):
    counts = {kind: len(pikepdf.open(io.BytesIO(pdf)).pages) for kind, (pdf, _) in made.items()}
    assert {counts[kind] for kind in ("follow-up", "sheet", "attestation")} == {1}


def test_the_accent_is_that_of_the_instance(made):
    for kind, (pdf, _) in made.items():
        assert PLUM in inks(pdf) and not GREEN & inks(pdf), kind


def test_a_document_to_take_away_says_where_it_comes_from(made):
    for kind in ("agenda", "follow-up", "module", "sheet"):
        with pikepdf.open(io.BytesIO(made[kind][0])) as opened:
            assert str(opened.docinfo.Author) == "Parcours Sud · SGAR Occitanie", kind


def test_words_in_every_alphabet_keep_their_tags(made):
    for kind in ("agenda", "follow-up", "attestation"):
        with pikepdf.open(io.BytesIO(made[kind][0])) as opened:
            for page in opened.pages:
                operations = pikepdf.parse_content_stream(page)
                assert _untagged(operations) == [], kind


def _untagged(operations) -> list[bytes]:
    """Words drawn outside any marked content."""
    depth, found = 0, []
    for operands, operator in operations:
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
        if str(operator) in ("Tj", "TJ") and not depth:
            found.append(operands)
    return found
