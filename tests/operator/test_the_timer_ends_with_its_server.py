"""The timer that `make run` starts goes on while the database is away, and leaves no process behind."""

import os
import subprocess
import sys
from pathlib import Path

from tests.site import ROOT, site_environment

STARTS_IT = """
import subprocess, sys
timer = subprocess.Popen([sys.executable, "manage.py", "publish_due", "--every", "1"], stdin=subprocess.DEVNULL)
print(timer.pid, flush=True)
sys.stdin.read()
"""


def test_it_outlives_the_database_and_not_its_server(tmp_path: Path):
    environment = site_environment(tmp_path, 8000)
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([sys.executable, "-c", STARTS_IT], cwd=ROOT, env=environment, text=True, **pipes) as server:
        assert server.stdout and server.stderr
        timer = int(server.stdout.readline())
        for _ in range(2):  # there are no tables yet
            assert "cannot be asked what is due" in server.stderr.readline()
        os.kill(timer, 0)
        server.kill()
        server.stderr.read()  # which ends when the last process that could write to it has ended
