"""The clock that whoever visits lives by: their cohort's, else the platform's."""

from flask import current_app, has_request_context
from flask_login import current_user

from course.config import Settings


def local_zone() -> str:
    """The time zone in which this visitor reads hours and days."""
    settings: Settings = current_app.extensions["relais_settings"]
    own: str = getattr(current_user, "zone", "") or "" if has_request_context() else ""
    return own or settings.time_zone
