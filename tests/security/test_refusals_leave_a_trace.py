"""Somebody tries pages that are not for their role: the log tells who by number, and what."""

import logging


def test_a_refused_page_is_in_the_log_without_a_name(cast, caplog):
    with caplog.at_level(logging.WARNING, "relais"):
        assert cast.alice.get("/administration/personnes").status_code == 403
        assert cast.alice.post("/administration/personnes/inviter").status_code == 403
    assert f"GET /administration/personnes par {cast.id('alice')}" in caplog.text
    assert "POST /administration/personnes/inviter" in caplog.text
    assert "alice@" not in caplog.text


def test_a_page_that_is_allowed_is_not(cast, caplog):
    with caplog.at_level(logging.WARNING, "relais"):
        assert cast.diane.get("/administration/personnes").status_code == 200
    assert "refusé" not in caplog.text
