"""How gunicorn serves the guide: `gunicorn -c ketaguide/gunicorn.py`, which is what make run does.

Read from the environment: HOST, PORT, WEB_CONCURRENCY and ACCESS_LOG (docs/operators.md).
"""

import contextlib
import logging
import os
import re
import signal
import sys

from gunicorn import glogging

from ketaguide.network import short_address


def _number(name, default, highest):
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= highest):
        sys.exit(f"{name}={text} is not a whole number from 1 to {highest}.")
    return int(text)


_HOST = os.environ.get("HOST", "").strip() or "127.0.0.1"
_PORT = _number("PORT", 8000, 65535)
_SHOWN_HOST = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(_HOST, f"[{_HOST}]" if ":" in _HOST else _HOST)

wsgi_app = "ketaguide.wsgi:application"
bind = f"[{_HOST}]:{_PORT}" if ":" in _HOST else f"{_HOST}:{_PORT}"
proc_name = "ketaguide"

# Two processes keep the guide up when one dies. A reader who sends a request byte by byte holds a thread for as long,
# so there are many more threads than the two cores need; a web server in front, which waits for slow readers itself,
# makes them superfluous.
workers = _number("WEB_CONCURRENCY", 2, 64)
worker_class = "gthread"
threads = 64
timeout = 90  # for a worker's main loop, and for its start on a busy machine
graceful_timeout = 20
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# A page address of this guide is short; a browser sends some 20 header fields.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

# No second door for controlling the server (it would be a socket in the home folder).
control_socket_disable = True

# Who reads which page of this guide is health information. There is no access log unless
# ACCESS_LOG names a file (or - for standard output), and then it has neither query strings nor
# referrers nor browsers, and addresses are cut to their network.
accesslog = os.environ.get("ACCESS_LOG", "").strip() or None
access_log_format = '%(h)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(B)s bytes %(M)s ms'
errorlog = "-"
loglevel = "warning"


class _WithoutReaders(logging.Filter):
    """Take addresses and query strings out of gunicorn's own messages about bad requests."""

    def filter(self, record):
        text = record.getMessage()
        text = re.sub(r"\bip=([^\s,]+?)(?=:?(\s|$))", lambda m: "ip=" + short_address(m[1]), text)
        record.msg, record.args = re.sub(r"\?\S+", "?...", text), ()
        return True


class logger_class(glogging.Logger):  # noqa: N801 (gunicorn reads the setting by this name)
    def setup(self, cfg):
        super().setup(cfg)
        if not any(isinstance(one, _WithoutReaders) for one in self.error_log.filters):
            self.error_log.addFilter(_WithoutReaders())

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        atoms["h"] = short_address(environ.get("REMOTE_ADDR", ""))
        # A decoded path may hold line breaks and other control characters.
        path = environ.get("PATH_INFO", "")
        atoms["U"] = path.encode("unicode_escape").decode("ascii")
        return atoms


def when_ready(server):
    # gunicorn reloads on SIGHUP. In a terminal that signal means the window was closed, and then
    # the guide has to stop instead of holding the port with nobody able to see it.
    if sys.stdin is not None and sys.stdin.isatty():
        signal.signal(signal.SIGHUP, lambda number, frame: server.signal(signal.SIGTERM, frame))


def post_fork(server, worker):
    # Ctrl-C reaches the main process alone, which tells the workers. Both at once can lock a worker.
    os.setpgrp()


# One token, taken by the worker that is up first: it announces the address, once.
_token, _write_end = os.pipe()
os.set_blocking(_token, False)
os.write(_write_end, b".")


def post_worker_init(worker):
    with contextlib.suppress(BlockingIOError):
        os.read(_token, 1)
        print(f"The guide is running. Ctrl-C stops it. Open http://{_SHOWN_HOST}:{_PORT}/", flush=True)


def on_exit(server):
    print("The guide was stopped.", flush=True)
