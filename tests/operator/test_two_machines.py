"""Two machines serve one site from one PostgreSQL, one Redis and one bucket; either may be lost."""

import io
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from PIL import Image

from tests.operator.media_store import MediaStore, media_store
from tests.site import Answer, Site

pytestmark = [
    pytest.mark.databases,
    pytest.mark.skipif(not {"DATABASE_URL", "CACHE_URL"} <= os.environ.keys(), reason="needs PostgreSQL and Redis"),
]

PAGE = "/what-is-ketamine-infusion/"
SETTINGS = {
    "SITE_URL": "http://guide.example.org",
    "ALLOWED_HOSTS": "guide.example.org,127.0.0.1",
    "SECRET_KEY": "the-same-on-every-machine-" * 3,
}
DRAFT = """
from tests.staff.desk import change, draft, version_action
print(version_action(change(draft("{id}"), title="{title}"), "publish"))
"""
WITH_A_PICTURE = """
from filer.models import Image
from tests.staff.desk import add_component, draft, version_action
version = draft("words")
add_component(version, "FigurePlugin", image=Image.objects.latest("pk"), alt="A room")
print(version_action(version, "publish"))
"""


@dataclass
class Machines:
    """Two running machines, the store they share, and a manager who logged in on the first."""

    first: Site
    second: Site
    store: MediaStore
    manager: requests.Session


@pytest.fixture(scope="module")
def machines(site_template, tmp_path_factory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("machines")
    with media_store() as store:
        url = store.bucket("guide-media")
        first = site_template.copy(folder / "first", MEDIA_STORAGE_URL=url, **SETTINGS)
        second = first.another_machine(folder / "second")
        for machine in (first, second):
            machine.start()
        yield Machines(first, second, store, first.log_in("manager"))
        for machine in (first, second):
            machine.stop()


def publish(machine: Site, staff: requests.Session, button: str) -> None:
    """Press the button with this address, which says what was read."""
    answer = machine.send(staff, button)
    assert answer.status_code == 302, answer.text


def run(machine: Site, code: str) -> str:
    """What this code prints."""
    return machine.manage("shell", "-v0", "-c", code).stdout.split()[-1]


def upload(machine: Site, staff: requests.Session, name: str) -> tuple[str, bytes]:
    """The address and the content of a picture that somebody uploads."""
    file = io.BytesIO()
    Image.effect_noise((1600, 900), 60).save(file, "JPEG")
    files = {"file": (name, file.getvalue(), "image/jpeg")}
    answer = machine.send(staff, "/admin/filer/clipboard/operations/upload/no_folder/", files=files)
    assert answer.status_code == 200, answer.text
    return answer.json()["original_image"], file.getvalue()


def pictures(answer: Answer) -> set[str]:
    return set(re.findall(r"/media/[^\s\"',]+", answer.text))


def test_a_publish_on_one_is_seen_on_the_other_within_a_second(machines):
    for title in ("Published on the first", "Published on the first, again"):
        button = run(machines.first, DRAFT.format(id="what-it-is", title=title))
        assert all(title not in machines.second.get(PAGE).text for _ in range(6)), "kept by both workers"
        publish(machines.first, machines.manager, button)
        asked = published = time.monotonic()
        seen = False
        while not seen and asked - published < 1:
            asked = time.monotonic()
            seen = f"{title}</h1>" in machines.second.get(PAGE).text
        assert seen
        assert all(f"{title}</h1>" in machines.second.get(PAGE).text for _ in range(10)), "one worker disagrees"


def test_an_upload_on_one_is_served_by_the_other(machines):
    address, content = upload(machines.first, machines.manager, "room.jpg")
    from_first, from_second = machines.first.get(address), machines.second.get(address)
    assert from_second.status == 200
    assert from_second.body == from_first.body
    assert Image.open(io.BytesIO(from_second.body)).size == Image.open(io.BytesIO(content)).size
    assert from_second.headers["Content-Type"] == "image/jpeg"
    assert not list(machines.first.data_dir.glob("media/**/*.jpg"))
    publish(machines.second, machines.manager, run(machines.second, WITH_A_PICTURE))
    page = machines.first.get("/words/")
    assert len(pictures(page)) == 3
    assert str(machines.store.port) not in page.text
    for machine in (machines.first, machines.second):
        assert {machine.get(picture).status for picture in pictures(page)} == {200}


def test_a_session_of_one_is_a_session_of_the_other(machines):
    for machine in (machines.first, machines.second):
        assert "Log out" in machines.manager.get(machine.url + "/admin/", timeout=30).text


def test_losing_one_loses_nothing(machines, tmp_path):
    address, _ = upload(machines.first, machines.manager, "last.jpg")
    button = run(machines.first, DRAFT.format(id="benefits", title="Begun on the one that is lost"))
    before = {path: machines.first.get(path).body for path in (PAGE, "/words/", address)}
    machines.first.lose()
    third = machines.second.another_machine(tmp_path / "third")
    third.start()
    try:
        for machine in (machines.second, third):
            assert {path: machine.get(path).body for path in before} == before
        publish(third, machines.manager, button)
        for machine in (machines.second, third):
            assert "Begun on the one that is lost</h1>" in machine.get("/does-it-work/").text
            assert machine.get("/readyz").status == 200
    finally:
        third.stop()
