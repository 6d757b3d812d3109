"""Three hundred phones on the production server: what is acknowledged is kept, once."""

import asyncio

import pytest

from tests.serving import free_port, serving
from tools.hall_load import Load, kept, prepare


@pytest.mark.alone
def test_a_hall_of_three_hundred_loses_no_word_and_doubles_none(settings):
    app, code = prepare(settings)
    load = Load(free_port(), code, participants=300, screens=10, seconds=4)
    with serving(settings.instance, load.port):
        asyncio.run(load.run())
    found = kept(app, load)
    assert not load.errors
    assert load.sent_again
    assert (len(load.acknowledged), found.words, load.voices) == (300, 300, 300)
    assert (found.lost, found.duplicates) == (0, 0)
