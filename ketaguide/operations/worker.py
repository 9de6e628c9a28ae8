"""gunicorn's worker with threads, each lent to a connection for a bounded time.

gunicorn 27 waits for the rest of a request as long as its sender likes, and for a reader to take the answer. And when a
connection ends in the middle of a form it hands on what came, which Django would save: half a text.
"""

import contextlib
import errno
import socket
import threading
import time

from gunicorn.http.body import LengthReader
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

_receive, _read = SocketUnreader.chunk, LengthReader.read
_thread = threading.local()
#: Bytes a second at which a large request may come.
SLOWEST = 8192


class Turn:
    """A thread's work for one request on a connection. `ends` is when the request has to be there."""

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        self.sock, self.ends = sock, time.monotonic() + seconds


class Worker(ThreadWorker):
    """gunicorn's gthread, which ends a connection that keeps a thread for too long."""

    #: For a request to arrive; a large one has more time, as long as it is not slower than SLOWEST.
    request_seconds = 20.0
    #: After that, for the answer to be made and taken.
    answer_seconds = 120.0

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.turns: set[Turn] = set()

    def handle(self, conn: TConn):
        turn = _thread.turn = Turn(conn.sock, self.request_seconds)
        self.turns.add(turn)
        try:
            return super().handle(conn)
        finally:
            self.turns.discard(turn)

    def murder_pending(self) -> None:
        # The main loop calls this once a second.
        super().murder_pending()
        now = time.monotonic()
        for turn in self.turns.copy():
            if now > turn.ends + self.answer_seconds:
                with contextlib.suppress(OSError):
                    turn.sock.shutdown(socket.SHUT_RDWR)


def _receive_in_time(unreader: SocketUnreader, size_hint: int | None = None) -> bytes:
    turn, before = _thread.turn, unreader.sock.gettimeout()
    left = turn.ends - time.monotonic()
    if left <= 0:
        raise _lost("it takes too long")
    unreader.sock.settimeout(left if before is None else min(left, before))
    try:
        data = _receive(unreader, size_hint)
    except TimeoutError:
        if time.monotonic() < turn.ends:
            raise
        raise _lost("it takes too long") from None
    finally:
        unreader.sock.settimeout(before)
    turn.ends += len(data) / SLOWEST
    return data


def _read_whole(reader: LengthReader, size: int) -> bytes:
    expected = min(reader.length, size)
    data = _read(reader, size)
    if len(data) < expected:
        raise _lost("its end is missing")
    return data


def _lost(why: str) -> ConnectionResetError:
    # gunicorn ends the connection quietly, and Django reads nothing more from the request.
    return ConnectionResetError(errno.ECONNRESET, f"the request was given up: {why}")


SocketUnreader.chunk = _receive_in_time
LengthReader.read = _read_whole
