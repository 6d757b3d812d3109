"""Whoever may write in the queue, on Redis or in its file, must not make our processes run their code."""

import pickle
import sqlite3

import pytest

from course.jobs import queue


class Bomb:
    def __reduce__(self):
        return (exec, ("raise SystemExit('it ran')",))


def test_a_message_that_we_did_not_sign_is_not_read(app, settings):
    with app.app_context():
        huey = queue()
        huey.storage.enqueue(pickle.dumps(Bomb()))
        with pytest.raises(ValueError, match=r"(?i)signature|separator"):
            huey.dequeue()


def test_our_own_message_is(app, settings):
    from course.jobs import wake

    with app.app_context():
        wake()
        assert queue().dequeue().name == "work"


def test_the_file_holds_nothing_that_says_who(app, settings):
    from course.jobs import wake

    with app.app_context():
        wake()
    with sqlite3.connect(settings.instance / "queue.db") as file:
        assert b"@" not in file.execute("SELECT data FROM task").fetchone()[0]
    file.close()
