"""make run: install what is missing, prepare the data, serve the guide."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import subprocess
import sys

from project import PYTHON, ROOT, call, environment, fail, install, only_one, say, stop_on_signals

#: How often the timer looks what is due.
TIMER_SECONDS = 30


def whole_number(name: str, default: int, lowest: int, highest: int, example: str) -> int:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
        fail(f"{name}={text} is not a whole number from {lowest} to {highest}. Try: {example}")
    return int(text)


def listening_address() -> tuple[str, int]:
    host = os.environ.get("HOST", "").strip() or "127.0.0.1"
    if host == "localhost":
        host = "127.0.0.1"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        fail(f"HOST={host} is not an IP address. Leave it out, or use 127.0.0.1 or 0.0.0.0.")
    return host, whole_number("PORT", 8000, 1, 65535, "make run PORT=8001")


def check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    taken = False
    with socket.socket(family) as probe:
        probe.settimeout(2)
        taken = probe.connect_ex((local, port)) == 0
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                fail(f"This user may not use port {port}. Try: make run PORT=8000")
            if error.errno == errno.EADDRNOTAVAIL:
                fail(f"HOST={host} is not an address of this machine.")
            if error.errno != errno.EADDRINUSE:
                fail(f"Port {port} of {host} cannot be used: {error.strerror}.")
            taken = True
    if taken:
        fail(
            f"Port {port} is in use already, perhaps by another make run.",
            f"Stop that program, or choose another port: make run PORT={free_port(family, host, port)}",
        )


def free_port(family: int, host: str, port: int) -> int:
    for candidate in range(port + 1, min(port + 50, 65536)):
        with socket.socket(family) as probe:
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    return 8765


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    host, port = listening_address()
    whole_number("WEB_CONCURRENCY", 2, 1, 64, "make run WEB_CONCURRENCY=2")
    check_port(host, port)
    if os.environ.get("DEBUG"):
        say("DEBUG is set; make run serves without it. For debugging: manage.py runserver.")
    # Whoever runs this reads what it prints, also when a pipe or a file is in between.
    log_format = os.environ.get("LOG_FORMAT", "").strip() or "line"
    env = environment({"HOST": host, "PORT": str(port), "LOG_FORMAT": log_format}, without=["DEBUG"])
    with only_one() as lock:
        install(["requirements.txt"], lock)
        say("Preparing the database and the pages ...")
        code = call([PYTHON, "manage.py", "prepare"], env, keep_open=[lock])
        if code == 0:
            code = call([PYTHON, "tools/collect_static.py"], env, keep_open=[lock])
    if code != 0:
        fail("The guide was not started.", code=code if code > 0 else 128 - code)
    check_port(host, port)
    # Publishes what is planned; it ends by itself when the web server, which this process becomes, has ended.
    subprocess.Popen([PYTHON, "manage.py", "publish_due", "--every", str(TIMER_SECONDS)], env=env)
    say("Starting the web server ...")
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), "-m", "gunicorn", "-c", "ketaguide/operations/gunicorn.py"], env)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped. Nothing is lost: make run goes on from here.", code=130)
