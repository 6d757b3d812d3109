"""Ten thousand requests of a stranger, each different and as long as it may be: the server's memory stays flat."""

import http.client
import itertools
import shutil

import psutil
import pytest

from tests.serving import free_port, serving

pytestmark = pytest.mark.alone

REQUESTS = 10_000
FLAT = 40
"""Megabytes that two processes may take: what they remember is bounded."""


def memory(process):
    return sum(child.memory_full_info().uss for child in psutil.Process(process.pid).children()) / 1e6


def hostile(number):
    """A method, a path, headers and a body, none seen before."""
    text = f"{number:06}"
    kinds = (
        ("GET", "/connexion", {"Cookie": f"relais={text}{'a' * 50_000}"}, None),
        ("GET", "/connexion", {"Cookie": f"relais={text}{'a' * 3_900}"}, None),
        ("GET", "/connexion", {"Cookie": f"autre={text}{'a' * 50_000}"}, None),
        ("GET", f"/lecons/{text}/{'b' * 50_000}", {}, None),
        ("GET", f"/static/{text}{'b' * 150}", {}, None),
        ("GET", f"/verifier/{text}{'b' * 150}", {}, None),
        ("GET", f"/calendrier/{text}{'b' * 150}.ics", {}, None),
        ("GET", f"/verifier?code={text}{'c' * 50_000}", {}, None),
        ("GET", "/connexion", {"If-None-Match": text + "d" * 50_000, f"X-{text}": "e" * 50_000}, None),
        ("GET", "/connexion", {"Accept-Language": text + "f" * 50_000, "User-Agent": text + "g" * 2_000}, None),
        (f"M{text}", "/connexion", {}, None),
        ("POST", "/connexion", {"Content-Type": "application/x-www-form-urlencoded"}, f"email={text}{'h' * 50_000}"),
        ("POST", "/capsule/mot", {"Content-Type": f"application/x-{text}"}, "i" * 50_000),
        ("POST", f"/salle/{text}", {"Content-Type": "multipart/form-data; boundary=j"}, "--j\r\n" * 4_000),
    )
    return kinds[number % len(kinds)]


def send(connection, numbers):
    for number in numbers:
        method, path, headers, body = hostile(number)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status < 500, (method, path[:60])
        if answer.will_close:
            connection.close()


def test_memory_stays_flat(tmp_path, empty_sqlite):
    shutil.copy(empty_sqlite, tmp_path / "relais.db")
    port = free_port()
    with serving(tmp_path, port) as server:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        numbers = itertools.count()
        send(connection, itertools.islice(numbers, 1_000))
        before = memory(server)
        send(connection, itertools.islice(numbers, REQUESTS - 1_000))
        assert memory(server) - before < FLAT
        connection.close()
