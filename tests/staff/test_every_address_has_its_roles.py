"""The table of roles by action covers every address: whoever adds one says here, or with an action, who may use it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.contrib.redirects.models import Redirect
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from content.clinic.models import ClinicFact
from content.evidence.models import Finding, Reference
from content.glossary.models import GlossaryTerm
from content.search.models import SearchWord
from content.signoff.signatures import sign
from content.staff.models import Event
from tests.staff.actions.accounts import account
from tests.staff.actions.media_library import uploaded
from tests.staff.actions.sign_off import reviewer_record
from tests.staff.actions.table import MANAGERS, NOBODY, PUBLISHERS, ROLES, STAFF, WRITERS
from tests.staff.desk import admin, changed_tables, database, details_of, live, page, placeholder, plugins
from tests.staff.test_what_each_role_may_do import ACTIONS

#: For each model in the admin: who may see its rows, open the form for a new one, and be asked whether to delete one.
MODELS: dict[str, tuple[set[str], set[str], set[str]]] = {
    "auth_group": (MANAGERS, NOBODY, NOBODY),
    "auth_user": (MANAGERS, MANAGERS, MANAGERS),
    "staff_loginrules": (MANAGERS, NOBODY, NOBODY),
    "staff_event": (MANAGERS, NOBODY, NOBODY),
    "signoff_reviewer": (MANAGERS, MANAGERS, MANAGERS),
    "signoff_signature": (MANAGERS, NOBODY, NOBODY),
    "signoff_signoffrules": (MANAGERS, NOBODY, NOBODY),
    "machines_machinerules": (MANAGERS, NOBODY, NOBODY),
    "machines_searchword": (PUBLISHERS, PUBLISHERS, PUBLISHERS),
    "sites_site": (NOBODY, NOBODY, NOBODY),
    "redirects_redirect": (MANAGERS, MANAGERS, MANAGERS),
    "clinic_clinicfact": (STAFF, MANAGERS, MANAGERS),
    "evidence_reference": (WRITERS, WRITERS, MANAGERS),
    "evidence_finding": (WRITERS, WRITERS, MANAGERS),
    "glossary_glossaryterm": (STAFF, WRITERS, MANAGERS),
    "content_pagedetails": (STAFF, NOBODY, NOBODY),
    "cms_pagecontent": (STAFF, STAFF, NOBODY),
    "djangocms_versioning_pagecontentversion": (STAFF, NOBODY, NOBODY),
    "filer_image": (STAFF, NOBODY, MANAGERS),
    "filer_file": (STAFF, NOBODY, MANAGERS),
    "filer_folder": (STAFF, NOBODY, MANAGERS),
    "filer_clipboard": (NOBODY, NOBODY, NOBODY),
    "filer_folderpermission": (NOBODY, NOBODY, NOBODY),
    "filer_thumbnailoption": (NOBODY, NOBODY, NOBODY),
}
#: Other addresses that only show something.
SHOWN: dict[str, set[str]] = {
    **dict.fromkeys(
        (
            "gallery",
            "handbook",
            "find",
            "find_and_replace",
            "as_others_see_it",
            "as_others_see_page",
            "admin:index",
            "admin:app_list",
            "admin:jsi18n",
        ),
        STAFF,
    ),
    **dict.fromkeys(("admin:autocomplete", "admin:view_on_site"), NOBODY),
    **dict.fromkeys(("admin:cms_page_changelist", "admin:cms_page_history"), STAFF),
    **dict.fromkeys(("admin:cms_page_add", "admin:cms_page_get_list"), NOBODY),
    **dict.fromkeys(("admin:cms_page_actions_menu", "admin:cms_page_get_copy_dialog"), STAFF),
    **dict.fromkeys(("admin:cms_page_get_permissions", "admin:cms_pagecontent_get_tree"), STAFF),
    **dict.fromkeys(("admin:cms_usersettings_session_store", "admin:cms_usersettings_get_toolbar"), STAFF),
    **dict.fromkeys(("admin:cms_wizard_create", "cms_wizard_create"), STAFF),
    "admin:cms_pagecontent_copy_language": NOBODY,
    "admin:cms_placeholder_edit_field": STAFF,
    **{f"admin:cms_placeholder_render_object_{mode}": STAFF for mode in ("edit", "structure", "preview")},
    **{f"admin:djangocms_versioning_pagecontentversion_{view}": STAFF for view in ("grouper", "compare")},
    **{f"admin:filer_{kind}_{view}": STAFF for kind in ("image", "file") for view in ("fileicon", "expand")},
    **{
        f"admin:filer-directory_listing{which}": STAFF
        for which in ("", "-root", "-last", "-images_with_missing_data", "-unfiled_images")
    },
    **{
        f"admin:filer-{what}": NOBODY for what in ("paste_clipboard_to_folder", "discard_clipboard", "delete_clipboard")
    },
    "sign_off": STAFF,
    "what_changed": STAFF,
    "side_by_side": NOBODY,  # of an original; of a translation, see tests/staff/test_translations_beside_their_originals.py
    "comments": STAFF,
    "publish_together": NOBODY,  # likewise
    "show_draft": NOBODY,  # of what is published; of a draft, see the actions
    "blocks": NOBODY,  # the same: test_blocks_are_moved_without_a_mouse.py opens those of a draft
    "blocks_choose": NOBODY,
    "admin:clinic_clinicfact_preview": STAFF,
    "admin:our_clinic": PUBLISHERS,
    "admin:evidence_reference_preview": WRITERS,
    "admin:evidence_finding_preview": WRITERS,
    "admin:glossary_glossaryterm_preview": STAFF,
    **{
        f"admin:{model}_preview_new": NOBODY
        for model in ("clinic_clinicfact", "evidence_reference", "evidence_finding", "glossary_glossaryterm")
    },
    **{
        f"admin:{model}_{view}": roles
        for model, (see, add, delete) in MODELS.items()
        for view, roles in {"changelist": see, "history": see, "change": see, "add": add, "delete": delete}.items()
    },
}
#: Everybody's own log in, and the language of their own toolbar (tests/staff/test_logging_in.py, test_two_step_log_in.py), and
#: what they typed and did not save (test_nothing_typed_is_lost.py).
OWN = {
    *(
        "admin:login",
        "admin:logout",
        "second_step",
        "second_step_again",
        "admin:password_change",
        "admin:password_change_done",
    ),
    *(
        "two_step",
        "two_step_app",
        "two_step_codes",
        "two_step_confirm",
        "two_step_off",
        "two_step_remove_passkey",
        "cms_login",
    ),
    *(
        f"otp_webauthn:credential-{step}-{end}"
        for step in ("authentication", "registration")
        for end in ("begin", "complete")
    ),
    *("otp_webauthn:js-i18n-catalog", "admin:cms_usersettings_change", "unsaved", "your_account"),
}
#: What readers use; none of it takes anything but GET and HEAD, except for the search, whose POST changes nothing
#: (tests/search_engine/test_search_tells_nobody.py).
PUBLIC = {
    *("search", "search_index"),
    *("robots_txt", "sitemap", "sitemap_part", "offline_page", "offline_list", "offline_worker", "brand_stylesheet"),
    *("llms_txt", "indexnow_key", "security_txt", "card", "changes_feed"),
    "shared_draft",
    *("media_file", "pages-root", "pages-details-by-slug"),
}
#: What the text editor of a component asks while it is open. The second deletes what a canceled text left.
EDITOR = {"render_plugin": STAFF, "revert_on_cancel": STAFF, "get_available_urls": STAFF, "get_messages": STAFF}


class Listener:
    """Takes the place of a client, sends nothing, and keeps the name of the view that would have been asked."""

    def __init__(self) -> None:
        self.views: set[str] = set()

    def get(self, address: str, *args: Any, **kwargs: Any) -> None:
        self.views.add(resolve(urlsplit(address).path).view_name)

    post = get


def every_view(patterns: list, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name, pattern) of each address that has a name, or is no mere redirect to one that has."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from every_view(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name or ''}", pattern


def is_editor(name: str) -> bool:
    return name.endswith(tuple(f"plugin_{view}" for view in EDITOR))


def test_every_address_has_its_place_in_the_table(client_of) -> None:
    boss, tried = client_of("Superuser"), Listener()
    for action, _ in ACTIONS.values():
        with transaction.atomic():
            action(boss)(tried)
            transaction.set_rollback(True)
    views = {name for name, _ in every_view(get_resolver().url_patterns) if not is_editor(name)}
    # Without a name: the log in that stands before the admin's, the second one of the CMS, which leads to it, the
    # admin's redirects from “…/5/” to “…/5/change/”, and its answer to whatever does not exist.
    placed = {"", "admin:"} | SHOWN.keys() | OWN | PUBLIC | tried.views
    assert views - placed == set(), "say who may use these addresses"
    assert placed - views == set(), "these addresses do not exist"


@pytest.fixture
def things(client_of) -> dict[str, Any]:
    """One row of each kind, of a published page where it belongs to one: the arguments of the addresses."""
    boss, version = client_of("Superuser"), live("risks")
    image = uploaded(boss)
    return {
        "auth_group": Group.objects.earliest("pk").pk,
        "auth_user": account("Author").pk,
        "staff_loginrules": 1,
        "staff_event": Event.objects.create(kind=Event.Kind.LOG_IN, name="robin", what="logged in").pk,
        "signoff_reviewer": (reviewer := reviewer_record("Clinician")).pk,
        "signoff_signature": sign(version.content, reviewer.account).pk,
        "signoff_signoffrules": 1,
        "machines_machinerules": 1,
        "machines_searchword": SearchWord.objects.create(typed="zanzibar", meant="bladder").pk,
        "sites_site": 1,
        "redirects_redirect": Redirect.objects.create(site_id=1, old_path="/old/", new_path="/about/").pk,
        "clinic_clinicfact": ClinicFact.objects.earliest("pk").pk,
        "evidence_reference": Reference.objects.earliest("pk").pk,
        "evidence_finding": Finding.objects.earliest("pk").pk,
        "glossary_glossaryterm": GlossaryTerm.objects.earliest("pk").pk,
        "content_pagedetails": details_of(version).pk,
        "cms_pagecontent": version.object_id,
        "cms_page": page("risks").pk,
        "cms_placeholder": placeholder(version).pk,
        "djangocms_versioning_pagecontentversion": version.pk,
        "filer_image": image.pk,
        "filer_file": image.pk,
        "filer_folder": image.folder_id,
        "plugin": plugins(version, "TextPlugin")[0].pk,
        "content_type_id": version.content_type_id,
    }


def addresses(things: dict[str, Any]) -> Iterator[tuple[str, str, set[str]]]:
    """(name, address, who may open it) of what only shows something."""
    query = {
        "language": "en",
        "page": things["cms_page"],
        "compare_to": things["djangocms_versioning_pagecontentversion"],
    }
    for name, pattern in every_view(get_resolver().url_patterns):
        if name not in SHOWN:
            continue
        model = max((kind for kind in things if name.startswith(f"admin:{kind}_")), key=len, default="")
        own = things.get(model, 1)
        named = {
            "app_label": "cms",
            "language": "en",
            "page": things["cms_page"],
            "size": 40,
            "folder_id": things["filer_folder"],
            "file_id": things["filer_image"],
        }
        named["version"] = things["djangocms_versioning_pagecontentversion"]
        wanted, count = pattern.pattern.regex.groupindex, pattern.pattern.regex.groups
        if "render_object" in name:
            given: list[Any] = [things["content_type_id"], things["cms_pagecontent"]]
        elif name.endswith("edit_field"):
            given = [things["plugin"], "body"]
        else:
            given = [] if wanted else [own] * count
        arguments = {"kwargs": {key: named.get(key, own) for key in wanted}} if wanted else {"args": given}
        yield name, reverse(name, query=query, **arguments), SHOWN[name]


def was_opened(answer) -> bool:
    """Whether the person got to see something, or was sent on to where it is."""
    place = answer.headers.get("Location", "")
    return answer.status_code == 200 or (bool(place) and place != "/admin/" and not place.startswith("/admin/login/"))


@pytest.mark.parametrize("role", ROLES)
def test_what_only_shows_something_is_shown_to_its_roles_and_changes_nothing(client_of, things, role: str) -> None:
    client = Client() if role == "anonymous" else client_of(role)
    wrong, forms = [], ("_add", "_change", "_delete")
    before = database()
    for name, address, allowed in addresses(things):
        with transaction.atomic():
            if was_opened(client.get(address)) is not (role in allowed):
                wrong.append(f"{name}: {'' if role in allowed else 'not '}for {role}")
            if role not in allowed or not name.endswith(forms):  # what its roles send from forms are actions
                client.post(address, {"post": "yes", "settings": "{}"})
    assert wrong == []
    assert not changed_tables(before, database())


@pytest.mark.parametrize("role", ROLES)
def test_the_text_editor_takes_nothing_from_a_published_page(client_of, things, role: str) -> None:
    client = Client() if role == "anonymous" else client_of(role)
    before, tried = database(), 0
    for name, _ in every_view(get_resolver().url_patterns):
        if is_editor(name):
            address = admin(name.removeprefix("admin:"))
            for answer in (client.get(address), client.post(address, {"plugin": things["plugin"]})):
                assert role != "anonymous" or answer.status_code == 302
            tried += 1
    assert tried > 60
    assert not changed_tables(before, database())
