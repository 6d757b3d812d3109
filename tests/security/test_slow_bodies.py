"""Visitors who send a few bytes and fall silent, send headers for ever, or read a byte now and then."""

import re
import shutil
import socket
import time
import urllib.request
from contextlib import ExitStack

import psutil
import pytest

from tests.serving import free_port, serving

pytestmark = pytest.mark.alone

SILENT = 200
FLAT = 40
"""Megabytes that two processes may take for two hundred silent visitors."""
FORM = b"Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
BODY = b"POST /connexion HTTP/1.1\r\n" + FORM + b"Content-Length: 100000\r\n\r\n1234567"
CHUNKED = b"POST /connexion HTTP/1.1\r\n" + FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"
LARGE = b"POST /administration/banques HTTP/1.1\r\n" + FORM + b"Content-Length: 19000000\r\n\r\n1234567"
HEADERS = b"GET /connexion HTTP/1.1\r\nHost: x\r\nX-Slow: "


@pytest.fixture(scope="module")
def server(tmp_path_factory, empty_sqlite):
    instance, port = tmp_path_factory.mktemp("slow"), free_port()
    shutil.copy(empty_sqlite, instance / "relais.db")
    with serving(instance, port) as process:
        yield process, port


def answers(port, path="/connexion"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as page:
        return page.read().decode()


def memory(process):
    return sum(child.memory_full_info().pss for child in psutil.Process(process.pid).children()) / 1e6


def sheet(port):
    found = re.search(r"/static/relais\.\w+\.css", answers(port))
    assert found
    return found[0]


@pytest.mark.parametrize("sent", [BODY, CHUNKED, LARGE, HEADERS], ids=["body", "chunked", "large", "headers"])
def test_pages_answer_beside_two_hundred_who_fall_silent(server, sent):
    process, port = server
    answers(port)
    before = memory(process)
    with ExitStack() as open_ones:
        for _ in range(SILENT):
            silent = open_ones.enter_context(socket.create_connection(("127.0.0.1", port)))
            silent.sendall(sent)
        for _ in range(8):
            assert "Mot de passe" in answers(port)
        assert memory(process) - before < FLAT


def test_pages_answer_beside_two_hundred_who_do_not_read(server):
    process, port = server
    asked = f"GET {sheet(port)} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 20
    before = memory(process)
    with ExitStack() as open_ones:
        for _ in range(SILENT):
            reader = open_ones.enter_context(socket.socket())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            reader.connect(("127.0.0.1", port))
            reader.sendall(asked)
        for _ in range(8):
            assert "Mot de passe" in answers(port)
        assert memory(process) - before < FLAT


def test_who_falls_silent_is_told_and_let_go(server):
    _, port = server
    with socket.create_connection(("127.0.0.1", port), timeout=30) as silent:
        silent.sendall(BODY)
        told = silent.makefile("rb").read().decode()
    assert told.startswith("HTTP/1.1 408")
    assert "rien n'a été enregistré" in told


def test_a_body_too_large_is_refused_before_it_is_read(server):
    _, port = server
    with socket.create_connection(("127.0.0.1", port), timeout=30) as sender:
        sender.sendall(BODY.replace(b"100000", b"2000000") + b"x" * 1_100_000)
        told = sender.recv(300).decode()
    assert told.startswith("HTTP/1.1 413")


def test_a_body_sent_slowly_but_steadily_arrives_whole(server):
    """A train, a tunnel: the pieces come seconds apart, and the form is read as if it had come at once."""
    _, port = server
    form = b"email=a%40example.org&password=une+phrase"
    head = BODY.partition(b"100000")[0] + str(len(form)).encode() + b"\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as sender:
        sender.sendall(head)
        for start in range(0, len(form), 8):
            sender.sendall(form[start : start + 8])
            time.sleep(0.3)
        told = sender.makefile("rb").read().decode()
    assert told.startswith("HTTP/1.1 400"), "read to its end, and refused for its missing token"
