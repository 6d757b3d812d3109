"""Settings come from the environment, are all documented, and are refused when they are wrong."""

from dataclasses import fields
from pathlib import Path

import pytest

from course.config import ConfigurationError, Settings, from_environment

MANUAL = (Path(__file__).parent.parent / "docs/administration.md").read_text()


@pytest.mark.parametrize("name", [item.name for item in fields(Settings)])
def test_every_setting_is_in_the_manual(name):
    assert f"`RELAIS_{name.upper()}`" in MANUAL


def test_the_environment_gives_values_of_the_right_type():
    settings = from_environment(
        {"RELAIS_SESSION_DAYS": "3", "RELAIS_INSTANCE": "/srv/relais", "RELAIS_URL": "https://x"}
    )
    assert (settings.session_days, settings.instance, settings.secure) == (3, Path("/srv/relais"), True)


def test_a_number_that_is_not_one_is_refused_with_its_name():
    with pytest.raises(ConfigurationError, match="RELAIS_SESSION_DAYS"):
        from_environment({"RELAIS_SESSION_DAYS": "trois"})


def test_an_accent_that_is_not_a_colour_is_refused():
    with pytest.raises(ConfigurationError, match="RELAIS_ACCENT"):
        from_environment({"RELAIS_ACCENT": "red;}body{display:none"})


def test_secrets_are_not_printed():
    settings = Settings(secret_key="tres-secret", smtp_url="smtp://u:motdepasse@h", database_url="postgresql://u:p@h/d")
    assert "secret" not in repr(settings).replace("secret_key", "")
    assert "motdepasse" not in repr(settings)
