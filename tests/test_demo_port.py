"""A demonstration whose port is taken says so before anything else, with the line to run."""

import socket

import click
import pytest

from course.demo import server


def test_a_port_in_use_is_one_sentence_and_the_line_to_run(monkeypatch, capsys):
    monkeypatch.setattr(server, "create_app", lambda: pytest.fail("the region was made first"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"make run PORT={port + 1}$"):
            server.run(port)
    assert capsys.readouterr().out == ""
