"""A coach who belongs to the cohort ticks their own attendance: nobody vouches for themselves."""

import pytest
from sqlalchemy import select

from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from course.workshops.models import Attendance
from tests import workshops


@pytest.fixture
def path(cast):
    """The attendance of a workshop of Chloé's cohort, to which she and Bob belong."""
    cohort = db.session.get_one(Cohort, cast.cohort)
    for key in ("chloe", "bob"):
        cohorts.join(cohort, cast.id(key), cast.id("diane"), now())
    db.session.commit()
    return f"/cohortes/{cast.cohort}/ateliers/{workshops.signing(cast.cohort, cast.id('diane'))}/presences"


def there():
    db.session.rollback()
    return set(db.session.scalars(select(Attendance.person_id)))


def test_ticking_oneself_notes_nothing_and_the_others_are_noted(cast, path):
    before = there()
    cast.chloe.post(path, data={"present": [str(cast.id("chloe")), str(cast.id("bob"))]})
    assert there() - before == {cast.id("bob")}


def test_the_page_offers_no_box_for_oneself_and_says_what_to_do(cast, path):
    page = cast.chloe.get(path).text
    assert f'value="{cast.id("chloe")}"' not in page
    assert f'value="{cast.id("bob")}"' in page
    assert "se signe avec le code" in page


def test_somebody_else_notes_it(cast, path):
    cast.diane.post(path, data={"present": str(cast.id("chloe"))})
    assert cast.id("chloe") in there()
