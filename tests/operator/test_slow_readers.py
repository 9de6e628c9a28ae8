"""Readers who never finish their request do not keep the others from reading."""

import contextlib
import socket

STALLED = 32


def test_others_read_on_while_many_requests_never_end(site):
    with contextlib.ExitStack() as stack:
        for _ in range(STALLED):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", site.port), timeout=30))
            connection.sendall(b"GET /prepare/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        answers = [
            site.get(path) for path in ("/prepare/", "/get-help-now/", "/healthz", "/no-such-page/") for _ in "ab"
        ]
    assert [answer.status for answer in answers] == [200, 200, 200, 200, 200, 200, 404, 404]
