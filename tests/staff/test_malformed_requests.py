"""What no page of the admin would send is refused in words: no request of staff ends in a mistake of the program."""

import random
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.core.signals import got_request_exception
from django.db import transaction
from django.urls import URLResolver, get_resolver

from tests.staff.desk import draft, placeholder

NUMBERS = ["0", "1", "2", "17", "-1", "999999999999999999999", "1e5", "abc", "é", "\x00", "None", "۱"]
VALUES = [*NUMBERS, "", "true", "[]", "{}", "1,2", "../x", "%", "x" * 3000, "’", "en", "zz", "2026-13-45"]
#: Parameters of the admin, of django CMS and of django-filer.
NAMES = [
    "id",
    "q",
    "o",
    "p",
    "e",
    "language",
    "page",
    "placeholder_id",
    "plugin_id",
    "plugin_type",
    "plugin_language",
    "cms_path",
    "target",
    "position",
    "target_plugin",
    "source",
    "target_language",
    "source_placeholder_id",
    "target_placeholder_id",
    "_popup",
    "_to_field",
    "folder_id",
    "order_by",
    "compare_to",
    "back",
    "next",
    "title",
    "slug",
    "body",
    "action",
    "_selected_action",
    "json",
    "object_id",
    "extended_object",
    "parent_node",
    "content_type",
    "limit",
    "term",
    "app_label",
    "model_name",
    "field_name",
    "settings",
    "node",
    "parent_id",
    "obj_id",
    "obj_type",
    "site",
    "data",
    "name",
    "value",
]
PART = re.compile(r"<[^>]*>|\(\?P<[^>]*>[^)]*\)|\([^)]*\)")


def routes(patterns: list, prefix: str = "") -> Iterator[str]:
    """Every route of the site, with its parts that differ as they are written."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern).replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


@pytest.fixture
def mistakes() -> Iterator[list]:
    """The requests that ended in a mistake of the program."""
    found: list = []

    def note(sender: object, request, **kwargs) -> None:
        found.append((request.method, request.get_full_path()[:200], dict(request.POST)))

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


#: What was answered with 500 once, and must be tried each time.
KNOWN = [
    ("post", "/admin/cms/placeholder/move-plugin/", {}),
    ("post", "/admin/cms/placeholder/copy-plugins/", {"position": "x"}),
    ("post", "/admin/cms/placeholder/copy-plugins/", {"target_placeholder_id": "SOME"}),
    ("post", "/admin/cms/usersettings/session_store/", {}),
    ("post", "/admin/cms/page/5/move-page/", {}),
    ("get", "/admin/cms/pagecontent/0/change-navigation/", {}),
    ("post", "/admin/staff/event/1/change/", {"_to_field": ""}),
    ("get", "/admin/staff/event/1/change/", {"_to_field": ""}),
    ("post", "/admin/staff/event/1/change/?_to_field=", {"name": "x"}),
    ("get", "/admin/filer/folder/abc/delete/", {}),
    ("get", "/admin/filer/image/expand/999999999999999999999", {}),
    ("get", "/admin/filer/file/%00/delete/", {}),
]


def test_nothing_that_staff_can_send_is_a_mistake_of_the_program(client_of, mistakes):
    manager = client_of("Manager")
    manager.raise_request_exception = False
    account = get_user_model().objects.get(username="manager-user")
    dice = random.Random(11)
    addresses = [route for route in routes(get_resolver().url_patterns) if route.startswith("admin")]

    def made_up() -> tuple[str, str, dict[str, str]]:
        address = PART.sub(lambda part: dice.choice(NUMBERS), dice.choice(addresses))
        fields = {dice.choice(NAMES): dice.choice(VALUES) for _ in range(dice.randrange(6))}
        return dice.choice(["get", "post"]), "/" + quote(address), fields

    place = str(placeholder(draft("risks")).pk)
    known = [
        (way, address, {name: value.replace("SOME", place) for name, value in sent.items()})
        for way, address, sent in KNOWN
    ]
    for method, address, fields in [*known, *(made_up() for _ in range(300))]:
        with transaction.atomic():
            getattr(manager, method)(address, fields)
            transaction.set_rollback(True)
        manager.force_login(account)  # some of it logs out
    assert not mistakes


def test_a_malformed_request_is_answered_in_words(client_of):
    answer = client_of("Manager").post("/admin/cms/placeholder/move-plugin/")
    assert answer.status_code == 400
    assert "Nothing was saved" in answer.content.decode()


@pytest.mark.databases
@pytest.mark.parametrize("address", ["/x%00y/", "/es/%00/", "/admin/sign-off/%00/", "/media/%00", "/search-%00.json"])
def test_no_letter_of_an_address_is_a_mistake_of_the_database(client_of, client, address):
    for somebody in (client, client_of("Manager")):
        assert somebody.get(address).status_code in {302, 400, 404}
