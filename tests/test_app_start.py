"""The application starts, on good content and with a secret only."""

import pytest

from course.app import create_app
from course.config import ConfigurationError, Settings


def test_it_starts(app):
    assert app.extensions["relais_catalog"].course.modules[0].slug == "essai"


def test_it_refuses_to_start_without_a_secret(_content):
    with pytest.raises(ConfigurationError, match="RELAIS_SECRET_KEY"):
        create_app(Settings())


def test_a_page_that_does_not_exist_says_so_in_french(client):
    response = client.get("/nulle-part")
    assert response.status_code == 404
    assert "Page introuvable" in response.text
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
