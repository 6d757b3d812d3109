"""The disk is full before templates were ever compiled: pages come all the same."""

import errno

import pytest
from flask import Flask

from course.app import create_app


@pytest.fixture
def full(monkeypatch):
    """Nothing can be kept in the cache folder."""

    def refuse(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Flask, "jinja_options", {})
    monkeypatch.setattr("jinja2.bccache.FileSystemBytecodeCache.dump_bytecode", refuse)
    monkeypatch.setattr("pathlib.Path.write_text", refuse)


def test_pages_come(full, app, settings):
    again = create_app(settings)
    assert again.test_client().get("/connexion").status_code == 200
