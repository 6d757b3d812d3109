"""The attestation of every module shipped is one page, whoever it names and whatever was waived."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest

from course.certificates import document
from course.certificates.rules import freeze
from course.config import Settings
from course.modules.loader import course_of, load_drafts
from course.modules.schema import Course, Module
from course.progress.rules import Completion, Waived
from course.waivers.rules import Decision, Reason
from tests.certificate_sample import NAMES
from tests.conftest import ROOT

COURSE = course_of(load_drafts(ROOT / "modules")[0])
CODE = "RL-7K3M-9QXT-2VBD"
AT = datetime(2026, 9, 29, 12, tzinfo=UTC)
LONG = Settings(
    issuer="Secrétariat général pour les affaires régionales de Provence-Alpes-Côte d'Azur",
    url="https://formation.parcours-pionniers.provence-alpes-cote-d-azur.example.org",
)
SERVICE = "Direction régionale de l'économie, de l'emploi, du travail et des solidarités"


def completed(module: Module, without: int) -> Completion:
    """The module done but for its first lessons, each waived by a decision of its own."""
    decision = Decision(1, "coach", SERVICE, AT)
    waived = tuple(Waived((item.head.title,), False, Reason.TRAINING, decision) for item in module.lessons[:without])
    followed = tuple(item.slug for item in module.lessons[without:])
    return Completion(module.slug, True, (), followed, waived, AT, AT, 300, 91.0, 70, 12)


def sheets(course: Course, module: Module, name: str, without: int) -> int:
    facts = freeze(name, course, completed(module, without), LONG, AT)
    made = document.attestation(document.Designs(ROOT / "certificates"), facts, CODE, f"{LONG.url}/verifier/{CODE}")
    with pikepdf.open(io.BytesIO(made)) as opened:
        return len(opened.pages)


@pytest.mark.parametrize("module", COURSE.modules, ids=lambda module: module.slug)
def test_it_is_one_page_with_the_longest_name(module):
    assert {name: sheets(COURSE, module, name, 0) for name in NAMES} == dict.fromkeys(NAMES, 1)


@pytest.mark.parametrize("module", COURSE.modules, ids=lambda module: module.slug)
def test_it_is_one_page_when_every_lesson_was_waived(module):
    name = max(NAMES, key=len)
    assert sheets(COURSE, module, name, len(module.lessons)) == 1
