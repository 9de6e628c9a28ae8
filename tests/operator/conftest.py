"""What the tests of one site's failures share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operator.redis_server import Redis


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    if not shutil.which("redis-server"):
        if os.environ.get("CI"):
            pytest.fail("redis-server is not installed: in CI this has to run")
        pytest.skip("redis-server is not installed")
    server = Redis(tmp_path)
    server.start()
    yield server
    server.stop()
