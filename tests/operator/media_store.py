"""An S3-compatible store for tests: moto's server, a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from botocore.config import Config

from tests.site import START_SECONDS, free_port

KEY, SECRET = "key-of-tests", "secret/of+tests"


class MediaStore:
    """A running store. `bucket` makes a new bucket and gives its MEDIA_STORAGE_URL."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.client = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                self.client.list_buckets()
            except Exception:
                time.sleep(0.05)  # nothing tells a client when a socket opens
            else:
                return
        raise AssertionError("moto's server did not start")

    def bucket(self, name: str) -> str:
        self.client.create_bucket(Bucket=name)
        return f"s3+http://{KEY}:{SECRET.replace('/', '%2F').replace('+', '%2B')}@127.0.0.1:{self.port}/{name}"

    def names(self, bucket: str) -> list[str]:
        """What is in a bucket."""
        return [entry["Key"] for entry in self.client.list_objects_v2(Bucket=bucket).get("Contents", [])]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


@contextmanager
def media_store() -> Iterator[MediaStore]:
    """A store for as long as it is needed."""
    store = MediaStore()
    try:
        store.wait()
        yield store
    finally:
        store.stop()
