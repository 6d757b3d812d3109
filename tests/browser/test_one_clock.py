"""Chromium and the server are on the clock of the suite, whatever the day it is made to believe."""

import time
from email.utils import parsedate_to_datetime

import pytest

pytestmark = pytest.mark.browser


def test_the_browser_and_the_server_are_on_the_clock_of_the_suite(device, site):
    page = device(site)
    response = page.goto("/capsule")
    assert page.evaluate("Date.now()") / 1000 == pytest.approx(time.time(), abs=60)
    served = parsedate_to_datetime(response.header_value("date"))
    assert served.timestamp() == pytest.approx(time.time(), abs=60)
