"""How gunicorn serves the guide: `gunicorn -c ketaguide/operations/gunicorn.py`, which is what make run does.

Read from the environment: HOST, PORT, WEB_CONCURRENCY, ACCESS_LOG and LOG_FORMAT (docs/operators.md).
"""

import contextlib
import logging
import os
import signal
import sys

from gunicorn import glogging, util

from ketaguide.delivery.network import short_address
from ketaguide.operations import logs


def _number(name, default, highest):
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= highest):
        sys.exit(f"{name}={text} is not a whole number from 1 to {highest}.")
    return int(text)


try:
    _formatter = logs.formatter()
except ValueError as error:
    sys.exit(str(error))


_HOST = os.environ.get("HOST", "").strip() or "127.0.0.1"
_PORT = _number("PORT", 8000, 65535)
_SHOWN_HOST = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(_HOST, f"[{_HOST}]" if ":" in _HOST else _HOST)

LOOPBACK = {"127.0.0.1", "::1", "localhost"}

wsgi_app = "ketaguide.wsgi:application"
bind = f"[{_HOST}]:{_PORT}" if ":" in _HOST else f"{_HOST}:{_PORT}"
proc_name = "ketaguide"

# Two processes keep the guide up when one dies. A reader who sends a request byte by byte holds a thread for as long,
# so there are many more threads than the two cores need; a web server in front, which waits for slow readers itself,
# makes them superfluous.
workers = _number("WEB_CONCURRENCY", 2, 64)
worker_class = "ketaguide.operations.worker.Worker"
threads = 64
timeout = 90  # for a worker's main loop, and for its start on a busy machine
graceful_timeout = 20
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# A page address of this guide is short; a browser sends some 20 header fields.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

# Else whoever comes from this machine, as all do through a proxy on it, could name another address than they asked for
# (SCRIPT_NAME, PATH_INFO), and the page made for them would be kept for everybody. Django itself looks at the one header
# that BEHIND_PROXY names.
forwarded_allow_ips = ""

# No second door for controlling the server (it would be a socket in the home folder).
control_socket_disable = True

# Who reads which page of this guide is health information. There is no access log unless
# ACCESS_LOG names a file (or - for standard output), and then it has neither query strings nor
# referrers nor browsers, and addresses are cut to their network.
accesslog = os.environ.get("ACCESS_LOG", "").strip() or None
errorlog = "-"
loglevel = "warning"


class logger_class(glogging.Logger):  # noqa: N801 (gunicorn reads the setting by this name)
    def setup(self, cfg):
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(_formatter)

    def access(self, resp, req, environ, request_time):
        if not self.access_log_enabled:
            return
        # WSGI gives the path decoded as Latin-1; a question mark in it was written as %3F.
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace").partition("?")[0]
        fields = {
            "address": short_address(environ.get("REMOTE_ADDR", "")),
            "method": environ.get("REQUEST_METHOD"),
            "path": path,
            "status": int(str(resp.status).split(None, 1)[0]),
            "bytes": resp.sent,
            "milliseconds": int(request_time.total_seconds() * 1000),
        }
        self.access_log.info("answered", extra={"fields": fields})


def _say(text):
    """To standard output: for whoever started this, or, in JSON, for what collects the logs."""
    record = logging.LogRecord("ketaguide", logging.INFO, __file__, 0, text, (), None)
    print(text if isinstance(_formatter, logs.LineFormatter) else _formatter.format(record), flush=True)


def _refuse(sock, status_int, reason, mesg):
    """Answer what is not a request, or too long for one, with a page that has crisis help and repeats nothing."""
    # Only a worker that has started answers, so Django is there.
    from django.template.loader import render_to_string

    from ketaguide.delivery.middleware import READER_HEADERS

    page = render_to_string("500.html" if status_int >= 500 else "400.html").encode()
    lines = (
        f"HTTP/1.1 {status_int} {reason}",
        "Connection: close",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(page)}",
        "Cache-Control: no-store",
        *(f"{name}: {value}" for name, value in READER_HEADERS.items()),
    )
    util.write_nonblock(sock, "\r\n".join((*lines, "", "")).encode() + page)


# gunicorn has no setting for this.
util.write_error = _refuse


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
        _say(f"The guide is running. Ctrl-C stops it. Open http://{_SHOWN_HOST}:{_PORT}/")
        if _HOST not in LOOPBACK:
            _say(
                "For the public, put a web server in front (deploy/nginx.conf): here some slow readers can make others wait."
            )


def on_exit(server):
    _say("The guide was stopped.")
