"""What the pages of a cohort's follow-up read."""

from flask import current_app

from course.tracking.rules import Route


def route() -> Route:
    """The current application's steps."""
    found: Route = current_app.extensions["relais_route"]
    return found
