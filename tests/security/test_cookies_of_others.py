"""Cookies that are not ours beside ours: foreign bytes, another application's `relais=`, a clock that differs."""

from datetime import timedelta

import pytest
import time_machine

from course.clock import now

PAGE = "/compte"


def cookie_of(client):
    found = client.get_cookie("relais")
    assert found
    return f"relais={found.value}"


def visit(app, header):
    return app.test_client(use_cookies=False).get(PAGE, headers={"Cookie": header})


@pytest.mark.parametrize(
    "before",
    ["autre=\xe9; ", "autre=café; ", "relais=faux; ", "relais=; ", 'x="a; ', "; ;; = ;", "relaisx=1; xrelais=2; "],
)
def test_a_foreign_cookie_signs_nobody_out(app, cast, before):
    mine = cookie_of(cast.alice)
    assert visit(app, before + mine).status_code == 200
    assert visit(app, f"{mine}; {before}").status_code == 200


def test_a_cookie_of_another_name_opens_nothing(app, cast):
    assert visit(app, cookie_of(cast.alice).replace("relais=", "xrelais=")).status_code == 303


@pytest.mark.parametrize(("ahead", "status"), [(10, 200), (290, 200), (400, 303)])
def test_two_machines_may_differ_by_a_few_minutes(app, cast, ahead, status):
    """A cookie signed by the machine that is ahead is read by the one that is behind."""
    mine = cookie_of(cast.alice)
    with time_machine.travel(now() - timedelta(seconds=ahead), tick=False):
        assert visit(app, mine).status_code == status
