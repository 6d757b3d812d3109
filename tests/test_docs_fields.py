"""The authors' guide names every field of every file that an author writes."""

import re

import pytest

from course.competences.schema import Grid
from course.methods.schema import Method
from course.modules.schema import CapsuleHead, CourseHead, LessonHead, ModuleHead
from course.quizzes.schema import Quiz
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "auteurs.md").read_text()


@pytest.mark.parametrize(
    ("model", "after"),
    [
        (CourseHead, "### `modules/course.yaml`"),
        (ModuleHead, "### `index.md`"),
        (CapsuleHead, "La capsule (`modules/capsule/index.md`)"),
        (LessonHead, "## Une leçon"),
        (Quiz, "## Une question"),
        (Grid, "### Le positionnement"),
        (Method, "## Une fiche méthode"),
    ],
)
def test_every_field_is_documented_after_its_heading(model, after):
    said = GUIDE.partition(after)[2]
    assert said
    names = set(re.findall(r"`([a-z_]+):?`", said)) | set(re.findall(r"^([a-z_]+):", said, re.MULTILINE))
    assert set(model.model_fields) - names == set()
