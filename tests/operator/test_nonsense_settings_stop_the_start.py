"""A setting that cannot be is named in one sentence before anything is started or written."""

import os
import runpy
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.site import ROOT, free_port, site_environment


def manage(data_dir: Path, *args: str, **extra: str) -> subprocess.CompletedProcess:
    """Run manage.py on a data folder of its own."""
    environment = site_environment(data_dir, 8000)
    for name in ("DATABASE_URL", "CACHE_URL"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env=environment | extra,
        capture_output=True,
        text=True,
        timeout=120,
    )


def stops_with(result: subprocess.CompletedProcess, *expected: str) -> None:
    """Assert that it failed with one message that holds all of these words."""
    assert result.returncode not in {0, None}
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    for words in expected:
        assert words in result.stderr


WHOLE = "Set it to a whole number"
ADDRESS = "Write it as https://guide.example.org, without a path at the end."
DATABASE = "postgres://"
CACHE = "Write it as redis://host:6379/0"
MAIL = "Write it as smtp://user:password@host:587?from=guide@example.org"
MEDIA = "Write it as s3://key:secret@host/bucket?region=us-west-2"


#: A variable, a value that it cannot have, and what the message says to write instead.
MALFORMED = [
    ("PORT", "eight", WHOLE),
    ("PORT", "0", WHOLE),
    ("PORT", "65536", WHOLE),
    ("DEBUG", "maybe", "Set it to 1 (yes) or 0 (no)"),
    ("BEHIND_PROXY", "nginx", "Set it to 1 (yes) or 0 (no)"),
    ("SSL_REDIRECT", "sometimes", "Set it to 1 (yes) or 0 (no)"),
    ("GUIDE_LANGUAGES", "en,tlh", "which the profile of the guide does not list"),
    ("GUIDE_LANGUAGES", "es", "the main language of the guide. Add it."),
    ("INDEXNOW_KEY", "short", "8 to 128 letters"),
    ("INDEXNOW_KEY", "a key with spaces", "8 to 128 letters"),
    ("INDEXNOW_URL", "file:///etc/passwd", "Write it as https://host/path"),
    ("SITE_URL", "guide.example.org", ADDRESS),
    ("SITE_URL", "ftp://guide.example.org", ADDRESS),
    ("SITE_URL", "https://", ADDRESS),
    ("SITE_URL", "https://guide.example.org/guide", ADDRESS),
    ("SITE_URL", "https://guide.example.org?x=1", ADDRESS),
    ("SITE_URL", "https://guide.example.org:port", ADDRESS),
    ("SITE_URL", "https://[guide", ADDRESS),
    ("SITE_URL", "https://me:secret@guide.example.org", ADDRESS),
    ("DATABASE_URL", "nonsense", DATABASE),
    ("DATABASE_URL", "oracle9://host/name", DATABASE),
    ("DATABASE_URL", "mysql://host/name", DATABASE),
    ("DATABASE_URL", "postgres://me@host:port/name", DATABASE),
    ("CACHE_URL", "nonsense", CACHE),
    ("CACHE_URL", "memcached://host:11211", CACHE),
    ("CACHE_URL", "redis://host:port/0", CACHE),
    ("MAIL_URL", "nonsense", MAIL),
    ("MAIL_URL", "smtp://host:587", MAIL),
    ("MAIL_URL", "smtp://host:port?from=a@example.org", MAIL),
    ("MAIL_URL", "imap://host?from=a@example.org", MAIL),
    ("MEDIA_STORAGE_URL", "nonsense", MEDIA),
    ("MEDIA_STORAGE_URL", "gs://host/bucket", MEDIA),
    ("MEDIA_STORAGE_URL", "s3://host", MEDIA),
    ("MEDIA_STORAGE_URL", "s3://host/Not_A_Bucket", MEDIA),
    ("MEDIA_STORAGE_URL", "s3://host/bucket/folder", MEDIA),
    ("MEDIA_STORAGE_URL", "s3://host:port/bucket", MEDIA),
    ("MEDIA_STORAGE_URL", "s3://key@host/bucket", MEDIA),
    ("MEDIA_STORAGE_URL", "s3://key:se/cret@host/bucket", MEDIA),
    ("MEDIA_STORAGE_URL", "s3://key:secret@host/bucket?regoin=us-west-2", MEDIA),
    ("MEDIA_STORAGE_URL", "s3://key:secret@host/bucket?region", MEDIA),
    ("LOG_FORMAT", "xml", "Set it to json or line"),
    ("LOG_LEVEL", "loud", "Set it to DEBUG, INFO, WARNING, ERROR or CRITICAL."),
    ("HSTS_SECONDS", "-1", WHOLE),
    ("HSTS_SECONDS", "a year", WHOLE),
    ("TIME_ZONE", "Mars/Phobos", "Write it as America/Los_Angeles"),
]
FIRST_OF_EACH = {name: (name, value, advice) for name, value, advice in reversed(MALFORMED)}


@pytest.mark.parametrize(("name", "value", "advice"), MALFORMED)
def test_a_malformed_value_is_named_with_what_to_write_instead(name, value, advice, tmp_path, monkeypatch):
    for variable, usual in (site_environment(tmp_path, 8000) | {name: value}).items():
        monkeypatch.setenv(variable, usual)
    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_path(str(ROOT / "ketaguide" / "settings.py"))
    assert name in str(refused.value) and advice in str(refused.value)


@pytest.mark.parametrize(("name", "value", "advice"), FIRST_OF_EACH.values(), ids=FIRST_OF_EACH)
def test_a_malformed_value_stops_the_start_before_anything_is_written(name, value, advice, tmp_path):
    stops_with(manage(tmp_path, "prepare", **{name: value}), name, advice)
    assert not list(tmp_path.glob("*.sqlite3")), "a database was made all the same"


def test_a_data_folder_that_cannot_be_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        stops_with(manage(folder, "prepare"), f"the data folder {folder} cannot be made", "set DATA_DIR to a folder")
    # Nobody, not even root, can make files there.
    stops_with(manage(Path("/sys"), "prepare"), "the data folder /sys cannot be written to", "set DATA_DIR")


@pytest.mark.parametrize("damage", [b"", b"short", b"\xff" * 80])
def test_a_damaged_secret_key_is_named_with_the_way_out(damage, tmp_path):
    (tmp_path / "secret_key").write_bytes(damage)
    stops_with(manage(tmp_path, "prepare"), f"{tmp_path}/secret_key is damaged", "Delete it and start again")


@pytest.mark.parametrize(
    "command", [["prepare"], ["load_guide"], ["export_guide", "out"], ["create_staff", "x", "--role=author"]]
)
def test_a_database_that_does_not_answer_is_named(command, tmp_path):
    command = [str(tmp_path / "out") if part == "out" else part for part in command]
    result = manage(tmp_path, *command, DATABASE_URL=f"postgres://me@127.0.0.1:{free_port()}/guide")
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert "Connection refused" in result.stderr
    assert "DATABASE_URL" in result.stderr or "Nothing was loaded" in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_secret_key_is_made_once_for_each_data_folder_and_is_for_this_user_only(tmp_path):
    code = "from ketaguide import settings; print(settings.SECRET_KEY)"

    def key(folder: Path) -> str:
        environment = site_environment(folder, 8000)
        return subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
        ).stdout

    first = key(tmp_path / "one")
    assert len(first.strip()) >= 50
    assert key(tmp_path / "one") == first
    assert key(tmp_path / "two") != first
    assert (tmp_path / "one" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_an_occupied_port_is_named_with_one_that_is_free():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "tools/serve.py"],
            cwd=ROOT,
            env=os.environ | {"PORT": str(port), "HOST": "127.0.0.1"},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert result.returncode == 1
    assert result.stderr.startswith(f"Port {port} is in use already")
    assert "choose another port: make run PORT=" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "80a"), ("PORT", "70000"), ("HOST", "my-host"), ("WEB_CONCURRENCY", "0")]
)
def test_make_run_names_a_value_that_cannot_be_before_it_installs_anything(name, value):
    environment = os.environ | {"PORT": str(free_port()), "HOST": "127.0.0.1"} | {name: value}
    result = subprocess.run(
        [sys.executable, "tools/serve.py"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 1
    assert result.stderr.startswith(f"{name}={value} is not ")
    assert result.stdout == ""
