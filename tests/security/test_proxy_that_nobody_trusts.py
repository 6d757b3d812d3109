"""A proxy stands there and the setting does not say so: everybody has its address, and the log must tell."""

import logging
from dataclasses import replace

from flask import request

from course.app import create_app

FORWARDED = {"X-Forwarded-For": "203.0.113.9"}


def test_the_log_says_it_once(client, caplog):
    with caplog.at_level(logging.WARNING, "relais"):
        client.get("/connexion")
        assert "RELAIS_TRUSTED_PROXIES" not in caplog.text
        client.get("/connexion", headers=FORWARDED)
        client.get("/connexion", headers=FORWARDED)
    assert caplog.text.count("RELAIS_TRUSTED_PROXIES=1") == 1


def test_a_trusted_proxy_is_believed_without_a_word(settings, caplog):
    app = create_app(replace(settings, trusted_proxies=1))
    seen = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/capsule", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert seen == ["203.0.113.9"]
    assert "RELAIS_TRUSTED_PROXIES" not in caplog.text
