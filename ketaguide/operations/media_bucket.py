"""Uploaded pictures in a bucket of an S3-compatible store, for sites on several machines.

The bucket stays private: readers get pictures from the site itself, under `/media/`, as from a folder. So no reader's
browser talks to another host, and nothing but pictures can be had from the bucket.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name


class BucketStorage(S3Storage):
    """A bucket that behaves as a folder does: addresses are the site's own, and whatever fails is an OSError.

    Options are those of S3Storage; `MEDIA_STORAGE_URL` gives bucket_name, endpoint_url, region_name and the keys.
    """

    def __init__(self, **options: Any) -> None:
        # The bucket's name in the path is the one form that every such store understands, and only Amazon knows the
        # newest checksums. Who waits for a picture waits for the store: not for long.
        client = Config(
            connect_timeout=3,
            read_timeout=15,
            retries={"total_max_attempts": 3, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            signature_version="s3v4",
            s3={"addressing_style": "path"},
        )
        super().__init__(client_config=client, transfer_config=TransferConfig(use_threads=False), **options)
        # One connection for all threads instead of one for each: clients of boto3 may be shared, and are large.
        self._connections = SimpleNamespace()

    def url(self, name: str, *args: object, **kwargs: object) -> str:
        return urljoin(settings.MEDIA_URL, filepath_to_uri(clean_name(name)))

    def _open(self, name: str, mode: str = "rb") -> File:
        with _errors_of_files(name):
            file = super()._open(name, mode)
            if "r" in mode:
                file.open()  # fetches it now, so that a failure comes here and not in the middle of a response
            return file

    def _save(self, name: str, content: File) -> str:
        with _errors_of_files(name):
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with _errors_of_files(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _errors_of_files(name):
            return super().exists(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _errors_of_files(name):
            return super().listdir(name)

    def size(self, name: str) -> int:
        with _errors_of_files(name):
            return super().size(name)

    def get_modified_time(self, name: str) -> datetime:
        with _errors_of_files(name):
            return super().get_modified_time(name)


@contextmanager
def _errors_of_files(name: str) -> Iterator[None]:
    """Raise what a folder would raise: FileNotFoundError, and OSError when the store does not do what it should."""
    try:
        yield
    except (ClientError, FileNotFoundError) as error:
        if isinstance(error, FileNotFoundError) or _is_missing(error):
            raise FileNotFoundError(errno.ENOENT, "not in the media store", name) from error
        raise OSError(errno.EIO, f"the media store refuses ({error})", name) from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(errno.EIO, f"the media store does not answer ({error})", name) from error


def _is_missing(error: ClientError) -> bool:
    """Whether the bucket is there, but not what was asked of it."""
    answer = error.response
    return answer["ResponseMetadata"]["HTTPStatusCode"] == 404 and answer["Error"]["Code"] != "NoSuchBucket"
