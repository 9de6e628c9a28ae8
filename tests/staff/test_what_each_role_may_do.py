"""The table of who may do what, tried by every route: what is refused leaves the whole database as it was.

Each function below prepares one action and gives back the request that a browser would send. Its decorator names the
roles that may do it. For them the request must change something, which proves that the request is a real one.
"""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from cms.api import create_page
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.redirects.models import Redirect
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now
from django_otp.plugins.otp_totp.models import TOTPDevice
from djangocms_versioning.models import Version
from filer.models import Folder, Image
from PIL import Image as Pixels

from content.clinic.models import ClinicFact, FactChange
from content.clinic.second_person import confirm, propose
from content.evidence.models import Citation, Finding, Reference
from content.glossary.models import GlossaryTerm, GlossaryTermReference
from content.models.evidence_card import EvidenceCard
from content.publishing.fingerprint import READ, fingerprint
from content.search.models import SearchWord
from content.signoff.comments import blocks_of, write
from content.signoff.handover import send
from content.signoff.models import Reviewer
from content.signoff.schedule import plan
from content.signoff.shared import make_link, open_links
from content.signoff.signatures import sign
from content.staff.accounts import create_staff, system_user
from content.staff.models import Event
from content.undo.models import Step
from content.undo.steps import keep, look
from tests.site import PASSWORD
from tests.staff.desk import (
    add_component,
    admin,
    change,
    changed_tables,
    database,
    details_of,
    draft,
    filled_form,
    fresh,
    live,
    page,
    placeholder,
    plugins,
    version_action,
    written_tables,
)

pytestmark = pytest.mark.databases

ROLES = ("anonymous", "Author", "Clinician", "Manager", "Translator")
STAFF = {"Author", "Clinician", "Manager", "Translator"}
#: Of the main language, in which this guide is: a translator writes others (test_translators_write_their_languages.py).
WRITERS = STAFF - {"Translator"}
PUBLISHERS = {"Clinician", "Manager"}
MANAGERS = {"Manager"}
NOBODY: set[str] = set()

Request = Callable[[Client], HttpResponse]
Action = Callable[[Client], Request]
ACTIONS: dict[str, tuple[Action, set[str]]] = {}


def may(*roles: set[str]) -> Callable[[Action], Action]:
    """Register an action and who may do it. The action gets a superuser's client, to fill in forms with."""

    def register(action: Action) -> Action:
        ACTIONS[action.__name__] = (action, set().union(*roles))
        return action

    return register


def post(address: str, data: dict | None = None, **headers: str) -> Request:
    """The request that a button or a form sends."""
    return lambda client: client.post(address, data or {}, headers=headers or None)


def form(boss: Client, address: str, **changes: object) -> Request:
    """The request that the form at an address sends after these changes."""
    return post(address, filled_form(boss, address, **changes))


@pytest.mark.parametrize("name", ACTIONS)
def test_roles_can_do_what_they_may_and_nothing_else(db, client_of, name: str) -> None:
    """Every role tries, one after the other, each from the same state.

    Who may is decided in Python: on another database one of those who may shows that the action is done there, too.
    """
    action, allowed = ACTIONS[name]
    roles = ROLES if connection.vendor == "sqlite" else sorted(allowed)[:1]
    clients = {role: Client() if role == "anonymous" else client_of(role) for role in roles}
    request = action(client_of("Superuser"))
    for role, client in clients.items():
        cache.clear()
        response, changed = tried(request, client)
        if role in allowed:
            assert changed, f"{role} should have been able to: {name} ({response.status_code})"
            continue
        assert not changed, f"{role} must not be able to: {name}"
        if role == "anonymous":
            assert response.status_code in {302, 403}
            assert response.status_code == 403 or response.headers["Location"].startswith("/admin/login/")


def tried(request: Request, client: Client) -> tuple[HttpResponse, set[str]]:
    """The answer to a request, and the tables that it changed; afterwards the database is as it was."""
    with transaction.atomic():
        point = transaction.savepoint()
        with written_tables() as written:
            response = request(client)
        after = database(written)
        transaction.savepoint_rollback(point)
        return response, changed_tables(database(written), after)


# --- Versions of a page ----------------------------------------------------------------------------------------------


@may(WRITERS)
def make_a_draft_of_a_published_page(boss):
    return post(version_action(live("start"), "edit_redirect"))


@may(PUBLISHERS)
def publish_a_draft(boss):
    return post(version_action(draft("start"), "publish"))


@may(PUBLISHERS)
def publish_a_draft_together_with_what_it_needs(boss):
    address = f"/admin/publish-together/{draft('start').pk}/"
    return post(address, {READ: boss.get(address).context["read"]})


@may(MANAGERS)
def publish_over_a_rule_with_a_reason(boss):
    version = draft("start")
    add_component(version, "TextPlugin", body="<p>A miracle cure.</p>")
    return post(version_action(version, "publish_over"), {"reason": "It is a test of who may do this."})


@may(NOBODY)
def publish_by_following_a_link(boss):
    address = version_action(draft("start"), "publish")
    return lambda client: client.get(address)


@may(PUBLISHERS)
def take_down_a_published_page(boss):
    return post(version_action(live("words"), "unpublish"))


@may(WRITERS)
def go_back_to_an_old_version(boss):
    old, new = live("start"), draft("start")
    new.publish(system_user())
    return post(version_action(fresh(old), "revert"))


@may(WRITERS)
def archive_a_draft(boss):
    return post(version_action(draft("start"), "archive"))


@may(PUBLISHERS)
def take_a_draft_from_somebody(boss):
    version = draft("start")
    Version.objects.filter(pk=version.pk).update(locked_by=get_user_model().objects.get(username="superuser-user"))
    return post(version_action(version, "unlock"))


@may(WRITERS)
def discard_a_draft(boss):
    return post(version_action(draft("start"), "discard"), {"discard": "1"})


@may(NOBODY)
def discard_what_is_published(boss):
    return post(version_action(live("start"), "discard"), {"discard": "1"})


@may(NOBODY)
def delete_history_from_the_list_of_versions(boss):
    old, new = live("start"), draft("start")
    new.publish(system_user())
    address = admin("djangocms_versioning_pagecontentversion_changelist", page=page("start").pk, language="en")
    return post(address, {"action": "delete_selected", "_selected_action": [old.pk], "post": "yes"})


@may(NOBODY)
def publish_from_the_list_of_versions(boss):
    address = admin("djangocms_versioning_pagecontentversion_changelist", page=page("start").pk, language="en")
    return post(address, {"action": "publish", "_selected_action": [draft("start").pk], "post": "yes"})


@may(NOBODY)
def delete_one_old_version(boss):
    old, new = live("start"), draft("start")
    new.publish(system_user())
    return post(admin("djangocms_versioning_pagecontentversion_delete", old.pk), {"post": "yes"})


# --- Sign-off --------------------------------------------------------------------------------------------------------


def reviewer_record(role: str) -> Reviewer:
    """A reviewer's record for the account of a role, while no finding has to be looked at first."""
    Finding.objects.update(check_again="2999-01-01")
    name = f"{role.lower()}-user"
    person = get_user_model().objects.filter(username=name).first() or account(role, name)
    said = {"name": f"A {role}", "letters": "MD", "license_number": "1", "license_state": "California"}
    return Reviewer.objects.get_or_create(account=person, defaults=said)[0]


def sign_off(version, name, *args, **typed):
    """The request that a button on the page of a text sends."""
    read = fingerprint(fresh(version).content)
    return post(reverse(f"sign_off_{name}", args=[version.pk, *args]), {READ: read} | typed)


def everybody_has_a_record():
    for role in ROLES[1:]:
        reviewer_record(role)


@may(WRITERS)
def send_a_draft_for_review(boss):
    return sign_off(draft("start"), "send")


@may(PUBLISHERS)
def sign_a_draft(boss):
    everybody_has_a_record()
    return sign_off(draft("start"), "sign")


@may(PUBLISHERS)
def sign_what_is_published(boss):
    everybody_has_a_record()
    return sign_off(live("start"), "sign")


@may(PUBLISHERS)
def confirm_that_a_correction_changes_no_meaning(boss):
    everybody_has_a_record()
    sign(live("start").content, reviewer_record("Superuser").account)
    version = draft("start")
    change(version, title=f"{version.content.title} again")
    return sign_off(version, "confirm")


@may(WRITERS)
def tell_readers_what_a_draft_changes(boss):
    return sign_off(draft("start"), "note", note="A sign was added.")


@may(PUBLISHERS)
def plan_to_publish_a_draft(boss):
    return sign_off(draft("start"), "plan", day=str(localdate() + timedelta(days=2)), time="10:00")


@may(PUBLISHERS)
def cancel_what_is_planned(boss):
    version, person = draft("start"), get_user_model().objects.get(username="superuser-user")
    plan(version, "publish", now() + timedelta(days=1), person, fingerprint(version.content))
    return sign_off(version, "cancel")


def commented():
    """A draft with a comment of somebody else."""
    version = draft("start")
    block = next(iter(blocks_of(version.content)))
    return version, write(version, get_user_model().objects.get(username="superuser-user"), block, "Say more.")


@may(STAFF)
def comment_on_a_block_of_a_draft(boss):
    version = draft("start")
    said = {"block": next(iter(blocks_of(version.content))), "text": "Say more."}
    return post(reverse("comments_write", args=[version.pk]), said)


@may(NOBODY)
def comment_on_what_is_published(boss):
    version = live("start")
    said = {"block": next(iter(blocks_of(version.content))), "text": "Say more."}
    return post(reverse("comments_write", args=[version.pk]), said)


@may(STAFF)
def answer_a_comment(boss):
    version, comment = commented()
    return post(reverse("comments_answer", args=[version.pk, comment.pk]), {"text": "I did."})


@may(STAFF)
def settle_a_comment(boss):
    version, comment = commented()
    return post(reverse("comments_settle", args=[version.pk, comment.pk]))


@may(PUBLISHERS)
def show_a_draft_to_somebody_outside(boss):
    return post(reverse("show_draft", args=[draft("start").pk]), {"days": "7"})


@may(NOBODY)
def show_what_is_published_by_a_link(boss):
    return post(reverse("show_draft", args=[live("start").pk]), {"days": "7"})


@may(PUBLISHERS)
def withdraw_a_link_of_somebody_else(boss):
    version = draft("start")
    make_link(version, get_user_model().objects.get(username="superuser-user"), 7)
    return post(reverse("show_draft_withdraw", args=[version.pk, open_links(version).get().pk]))


# --- The list of a draft's blocks ------------------------------------------------------------------------------------


def on_block(name: str) -> Request:
    """The request that a button beside the second block of a draft sends."""
    version = draft("start")
    return post(reverse(f"blocks_{name}", args=[version.pk, list(blocks_of(version.content))[1]]))


@may(WRITERS)
def move_a_block_up(boss):
    return on_block("up")


@may(WRITERS)
def move_a_block_down(boss):
    return on_block("down")


@may(WRITERS)
def duplicate_a_block(boss):
    return on_block("copy")


@may(WRITERS)
def delete_a_block_from_the_list(boss):
    return on_block("delete")


@may(NOBODY)
def delete_a_block_of_what_is_published(boss):
    version = live("start")
    return post(reverse("blocks_delete", args=[version.pk, next(iter(blocks_of(version.content)))]))


def stepped(side: str) -> Request:
    """The request of the button “Undo”, or “Redo”, after each person has changed the title of one draft."""
    version = draft("start")
    for person in get_user_model().objects.filter(username__endswith="-user"):
        before = look([version])
        change(version, title=f"{version.content.title} again")
        keep([version], before, person)
        change(version, title=version.content.title)
    undone = side == "redo"
    if not undone:
        change(version, title=f"{version.content.title} again")
    Step.objects.filter(version=version).update(undone=undone)
    return post(reverse(f"{side}_step", args=[version.pk]))


@may(WRITERS)
def undo_ones_own_change(boss):
    return stepped("undo")


@may(WRITERS)
def redo_ones_own_change(boss):
    return stepped("redo")


@may(NOBODY)
def undo_what_somebody_else_changed(boss):
    version, other = draft("start"), get_user_model().objects.get(username="superuser-user")
    before = look([version])
    change(version, title="Another title")
    keep([version], before, other)
    return post(reverse("undo_step", args=[version.pk]))


def wished(role: str) -> FactChange:
    """What an account of this role wants the rule for food to say."""
    name = f"{role.lower()}-user"
    person = get_user_model().objects.filter(username=name).first() or account(role, name)
    return propose(ClinicFact.objects.get(key="fasting-food"), "6 hours", person)


@may(PUBLISHERS)
def confirm_what_somebody_else_wants_a_safety_fact_to_say(boss):
    return post(admin("clinic_fact_confirm", wished("Superuser").pk))


@may(MANAGERS)
def confirm_what_a_clinician_wants_a_safety_fact_to_say(boss):
    return post(admin("clinic_fact_confirm", wished("Clinician").pk))


@may(NOBODY)
def confirm_alone_where_others_could(boss):
    change = wished("Clinician")
    return post(admin("clinic_fact_confirm_alone", change.pk), {"again": change.value})


@may(PUBLISHERS)
def leave_a_safety_fact_as_it_is(boss):
    return post(admin("clinic_fact_leave", wished("Superuser").pk))


@may(PUBLISHERS)
def restore_what_a_safety_fact_said(boss):
    change = wished("Superuser")
    confirm(change.pk, account("Manager", "second-manager"))
    return post(admin("clinic_fact_restore", change.fact_id))


@may(PUBLISHERS)
def send_a_draft_back(boss):
    version = draft("start")
    send(version, get_user_model().objects.get(username="superuser-user"))
    return sign_off(version, "back", comment="Say more.")


@may({"Clinician"}, MANAGERS)
def take_a_signature_off(boss):
    everybody_has_a_record()
    version = live("start")
    return sign_off(version, "withdraw", sign(version.content, reviewer_record("Clinician").account).pk)


@may(MANAGERS)
def add_a_reviewer(boss):
    address = admin("signoff_reviewer_add")
    data = {"name": "A", "letters": "MD", "license_number": "1", "license_state": "California", "is_here": "on"}
    return form(boss, address, **data, account=str(account("Clinician").pk))


@may(MANAGERS)
def say_that_a_reviewer_left(boss):
    address = admin("signoff_reviewer_change", reviewer_record("Clinician").pk)
    data = filled_form(boss, address)
    data.pop("is_here")
    return post(address, data)


@may(MANAGERS)
def delete_a_reviewer(boss):
    return post(admin("signoff_reviewer_delete", reviewer_record("Clinician").pk), {"post": "yes"})


@may(NOBODY)
def add_a_signature_without_signing(boss):
    return post(admin("signoff_signature_add"), {"page": page("start").pk, "language": "en", "name": "A"})


@may(NOBODY)
def delete_a_signature(boss):
    signature = sign(live("start").content, reviewer_record("Clinician").account)
    return post(admin("signoff_signature_delete", signature.pk), {"post": "yes"})


@may(MANAGERS)
def ask_for_signatures(boss):
    reviewer_record("Clinician")
    return form(boss, admin("signoff_signoffrules_change", 1), needed_everywhere="on")


# --- Settings of a page ----------------------------------------------------------------------------------------------


def settings_form(version, boss, editable):
    """The request that changes title and address. Of a published page the form is read-only, so a draft's is sent."""
    address = admin("cms_pagecontent_change", version.object_id)
    data = filled_form(boss, admin("cms_pagecontent_change", editable.object_id), title="Other title", slug="other")
    Version.objects.filter(pk=editable.pk).update(locked_by=None)  # whoever opens the form holds the draft
    return post(address, data)


@may(WRITERS)
def change_the_settings_of_a_draft(boss):
    version = draft("start")
    return settings_form(version, boss, version)


@may(NOBODY)
def change_the_settings_of_a_published_page(boss):
    return settings_form(live("start"), boss, draft("start"))


@may(WRITERS)
def change_the_title_of_a_draft_in_place(boss):
    draft("start")
    return post(admin("cms_page_edit_title_fields", page("start").pk, "en"), {"title": "Other title"})


@may(NOBODY)
def change_the_title_of_a_published_page_in_place(boss):
    return post(admin("cms_page_edit_title_fields", page("start").pk, "en"), {"title": "Other title"})


@may(WRITERS)
def take_a_draft_out_of_the_menu(boss):
    return post(admin("cms_pagecontent_change_innavigation", draft("start").object_id))


@may(NOBODY)
def take_a_published_page_out_of_the_menu(boss):
    return post(admin("cms_pagecontent_change_innavigation", live("start").object_id))


@may(WRITERS)
def change_the_template_of_a_draft(boss):
    return post(admin("cms_pagecontent_change_template", draft("start").object_id), {"template": "pages/page.html"})


@may(NOBODY)
def change_the_template_of_a_published_page(boss):
    return post(admin("cms_pagecontent_change_template", live("start").object_id), {"template": "pages/page.html"})


@may(NOBODY)
def hide_a_page_behind_a_login(boss):
    address = admin("cms_page_advanced", page("start").pk)
    return form(boss, address, login_required="on")


@may(NOBODY)
def hide_a_page_behind_a_login_by_the_second_address(boss):
    data = filled_form(boss, admin("cms_page_advanced", page("start").pk), login_required="on", reverse_id="other")
    return post(admin("cms_page_change", page("start").pk), data)


# --- Page details ----------------------------------------------------------------------------------------------------


DETAILS = {"section": "decide", "position": "7", "text_date": "2020-01-01"}


@may(WRITERS)
def change_the_details_of_a_draft(boss):
    return post(admin("content_pagedetails_change", details_of(draft("start")).pk), DETAILS)


@may(NOBODY)
def change_the_details_of_a_published_page(boss):
    return post(admin("content_pagedetails_change", details_of(live("start")).pk), DETAILS)


@may(WRITERS)
def delete_the_details_of_a_draft(boss):
    return post(admin("content_pagedetails_delete", details_of(draft("start")).pk), {"post": "yes"})


@may(NOBODY)
def delete_the_details_of_a_published_page(boss):
    return post(admin("content_pagedetails_delete", details_of(live("start")).pk), {"post": "yes"})


@may(NOBODY)
def delete_the_details_of_a_published_page_from_the_list(boss):
    chosen = [details_of(live("start")).pk]
    address = admin("content_pagedetails_changelist")
    return post(address, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})


@may(WRITERS)
def add_details_to_a_draft(boss):
    version = draft("start")
    details_of(version).delete()
    return post(admin("content_pagedetails_add", extended_object=version.object_id), DETAILS)


@may(NOBODY)
def add_details_to_a_published_page(boss):
    version = live("start")
    details_of(version).delete()
    return post(admin("content_pagedetails_add", extended_object=version.object_id), DETAILS)


# --- Text of a page --------------------------------------------------------------------------------------------------


def change_text(version):
    """The request that in-place editing sends."""
    plugin = plugins(version, "TextPlugin")[0]
    return post(admin("cms_placeholder_edit_plugin", plugin.pk), {"body": "<p>Changed.</p>", "json": "null"})


def change_component(version):
    """The request that the form of a component sends."""
    plugin = plugins(version, "AnswerPlugin")[0]
    data = {"body": "<p>Changed.</p>", "json": "null"}
    return post(admin("cms_placeholder_edit_plugin", plugin.pk), data)


def add_text(version):
    where = {"placeholder_id": placeholder(version).pk, "plugin_type": "TextPlugin", "plugin_language": "en"}
    address = admin("cms_placeholder_add_plugin", **where, plugin_position=1)
    return post(address, {"body": "<p>Added.</p>", "json": "null"})


def delete_component(version):
    return post(admin("cms_placeholder_delete_plugin", plugins(version, "AnswerPlugin")[0].pk), {"post": "yes"})


def move_component(version):
    plugin = plugins(version, "AnswerPlugin")[0]
    data = {"plugin_id": plugin.pk, "target_language": "en", "target_position": 3}
    return post(admin("cms_placeholder_move_plugin"), data)


def clear_text(version):
    return post(admin("cms_placeholder_clear_placeholder", placeholder(version).pk, language="en"), {"post": "yes"})


def copy_text(version, source):
    data = {
        "source_placeholder_id": placeholder(source).pk,
        "source_plugin_id": plugins(source, "CareCardPlugin")[0].pk,
        "source_language": "en",
        "target_placeholder_id": placeholder(version).pk,
        "target_language": "en",
        "target_position": 1,
    }
    return post(admin("cms_placeholder_copy_plugins"), data)


for one_of_them in (change_text, change_component, add_text, delete_component, move_component, clear_text):
    ACTIONS[f"{one_of_them.__name__}_of_a_draft"] = (lambda boss, do=one_of_them: do(draft("start")), WRITERS)
    ACTIONS[f"{one_of_them.__name__}_of_a_published_page"] = (lambda boss, do=one_of_them: do(live("start")), NOBODY)


@may(WRITERS)
def copy_a_component_into_a_draft(boss):
    return copy_text(draft("start"), live("family"))


@may(WRITERS)
def replace_a_word_in_a_draft(boss):
    add_component(draft("start"), "TextPlugin", body="<p>A zanzibar.</p>")
    asked = {"words": "zanzibar", "new": "marrakesh", "language": "en"}
    answer = boss.get("/admin/replace/", asked)
    return post("/admin/replace/", asked | {"place": [answer.context["texts"][0].places[0].name]})


@may(NOBODY)
def copy_a_component_into_a_published_page(boss):
    return copy_text(live("start"), live("family"))


@may(NOBODY)
def move_a_component_from_a_draft_into_a_published_page(boss):
    plugin = plugins(draft("family"), "CareCardPlugin")[0]
    data = {"plugin_id": plugin.pk, "target_language": "en", "placeholder_id": placeholder(live("start")).pk}
    return post(admin("cms_placeholder_move_plugin"), data | {"target_position": 1})


# --- The page tree ---------------------------------------------------------------------------------------------------


def new_page(**columns):
    """A page that nobody has published."""
    return create_page("New page", "pages/page.html", "en", created_by=system_user(), **columns)


@may(WRITERS)
def add_a_page(boss):
    address = admin("cms_pagecontent_add", language="en")
    return form(boss, address, title="Another page", slug="another-page")


@may(WRITERS)
def copy_a_page(boss):
    return post(admin("cms_page_copy_page", page("words").pk), {"source_site": 1, "position": 0})


@may(WRITERS)
def duplicate_a_page(boss):
    return form(boss, admin("cms_pagecontent_duplicate", live("words").object_id), title="A twin", slug="a-twin")


@may(WRITERS)
def move_a_draft_in_the_tree(boss):
    return post(admin("cms_page_move_page", new_page().pk), {"target": page("start").pk, "position": 0})


@may(PUBLISHERS)
def move_a_published_page_in_the_tree(boss):
    return post(admin("cms_page_move_page", page("words").pk), {"target": page("about").pk, "position": 0})


@may(NOBODY)
def move_a_published_page_below_a_draft(boss):
    return post(admin("cms_page_move_page", page("start").pk), {"target": new_page().pk, "position": 0})


@may(PUBLISHERS)
def make_another_page_the_home_page(boss):
    return post(admin("cms_page_set_home", page("about").pk))


@may(NOBODY)
def make_a_draft_the_home_page(boss):
    return post(admin("cms_page_set_home", new_page().pk))


@may(NOBODY)
def delete_a_published_page(boss):
    return post(admin("cms_page_delete", page("words").pk), {"post": "yes"})


@may(NOBODY)
def delete_the_only_text_of_a_page(boss):
    return post(admin("cms_pagecontent_delete", live("words").object_id), {"post": "yes"})


@may(MANAGERS)
def delete_a_page_that_was_taken_down(boss):
    draft("changes").publish(system_user())
    live("changes").unpublish(system_user())
    return post(admin("cms_page_delete", page("changes").pk), {"post": "yes"})


@may(MANAGERS)
def delete_a_page_that_was_never_published(boss):
    return post(admin("cms_page_delete", new_page().pk), {"post": "yes"})


@may(NOBODY)
def delete_the_home_page(boss):
    return post(admin("cms_page_delete", page("home").pk), {"post": "yes"})


@may(NOBODY)
def delete_the_page_with_crisis_help(boss):
    return post(admin("cms_page_delete", page("get-help-now").pk), {"post": "yes"})


# --- Records that pages show -----------------------------------------------------------------------------------------


def fact():
    return ClinicFact.objects.get_or_create(key="unused-fact", defaults={"label": "Unused"})[0]


@may(PUBLISHERS)
def change_a_clinic_fact(boss):
    return form(boss, admin("clinic_clinicfact_change", ClinicFact.objects.earliest("pk").pk), value="Changed")


@may(MANAGERS)
def add_a_clinic_fact(boss):
    return form(boss, admin("clinic_clinicfact_add"), label="Where to park", key="new-fact", value="Behind the house")


@may(MANAGERS)
def delete_a_clinic_fact(boss):
    return post(admin("clinic_clinicfact_delete", fact().pk), {"post": "yes"})


@may(MANAGERS)
def delete_clinic_facts_from_the_list(boss):
    chosen = [fact().pk]
    address = admin("clinic_clinicfact_changelist")
    return post(address, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})


@may(WRITERS)
def add_a_reference(boss):
    changes = {"key": "new2026", "title": "A new study", "authors": "A B", "year": "2026"}
    return form(boss, admin("evidence_reference_add"), **changes)


@may(WRITERS)
def change_a_reference_that_was_proposed(boss):
    return form(boss, admin("evidence_reference_change", reference(approved=False).pk), title="Changed")


@may(PUBLISHERS)
def change_a_reference_that_is_approved(boss):
    return form(boss, admin("evidence_reference_change", reference().pk), title="Changed")


def reference(**columns) -> Reference:
    return Reference.objects.create(key="unused2026", title="Unused", year="2026", kind="review", **columns)


@may(PUBLISHERS)
def change_a_reference_that_a_page_uses(boss):
    return form(boss, admin("evidence_reference_change", Citation.objects.earliest("pk").reference_id), title="Changed")


@may(NOBODY)
def delete_a_reference_that_a_page_uses(boss):
    return post(admin("evidence_reference_delete", Citation.objects.earliest("pk").reference_id), {"post": "yes"})


@may(WRITERS)
def change_a_glossary_term_that_was_proposed(boss):
    unused = GlossaryTerm.objects.create(key="unused", term="unused", definition="Not used.", approved=False)
    return form(boss, admin("glossary_glossaryterm_change", unused.pk), definition="Changed.")


@may(PUBLISHERS)
def change_a_glossary_term_that_is_approved_and_that_no_page_uses(boss):
    unused = GlossaryTerm.objects.create(key="unused", term="unused", definition="Not used.")
    return form(boss, admin("glossary_glossaryterm_change", unused.pk), definition="Changed.")


@may(PUBLISHERS)
def change_a_glossary_term_that_a_page_uses(boss):
    term = GlossaryTerm.objects.create(key="used", term="used", definition="Used.")
    text = add_component(draft("start"), "TextPlugin", body="<p>Word</p>")
    GlossaryTermReference.objects.create(
        term=term,
        placeholder=text.placeholder,
        parent=text,
        language="en",
        plugin_type="GlossaryTermPlugin",
        position=99,
    )
    return form(boss, admin("glossary_glossaryterm_change", term.pk), definition="Changed.")


@may(WRITERS)
def add_a_glossary_term(boss):
    return form(boss, admin("glossary_glossaryterm_add"), key="new", term="new", definition="New.")


@may(MANAGERS)
def delete_a_glossary_term(boss):
    unused = GlossaryTerm.objects.create(key="unused", term="unused", definition="Not used.")
    return post(admin("glossary_glossaryterm_delete", unused.pk), {"post": "yes"})


@may(WRITERS)
def import_references(boss):
    def send(client):
        file = io.BytesIO(b"TY  - JOUR\nTI  - A new study\nAU  - Doe, J\nPY  - 2026\nER  - \n")
        file.name = "new.ris"
        return client.post(admin("evidence_reference_import"), {"file": file})

    return send


@may(PUBLISHERS)
def change_a_finding_that_a_page_uses(boss):
    finding = EvidenceCard.objects.exclude(finding=None).earliest("pk").finding
    return form(boss, admin("evidence_finding_change", finding.pk), must_say="Changed.")


@may(NOBODY)
def delete_a_finding_that_a_page_uses(boss):
    finding = EvidenceCard.objects.exclude(finding=None).earliest("pk").finding
    return post(admin("evidence_finding_delete", finding.pk), {"post": "yes"})


@may(MANAGERS)
def change_a_redirect(boss):
    redirect = Redirect.objects.create(site_id=1, old_path="/old/", new_path="/about/")
    return form(boss, admin("redirects_redirect_change", redirect.pk), new_path="/cost/")


@may(MANAGERS)
def add_a_redirect(boss):
    return form(boss, admin("redirects_redirect_add"), old_path="/old/", new_path="/about/", site="1")


@may(MANAGERS)
def delete_a_redirect(boss):
    redirect = Redirect.objects.create(site_id=1, old_path="/old/", new_path="/about/")
    return post(admin("redirects_redirect_delete", redirect.pk), {"post": "yes"})


@may(NOBODY)
def change_the_address_of_the_site(boss):
    return form(boss, admin("sites_site_change", 1), domain="elsewhere.example")


# --- The media library -----------------------------------------------------------------------------------------------


def picture():
    file = io.BytesIO()
    Pixels.new("RGB", (40, 30), "red").save(file, "JPEG")
    file.seek(0)
    file.name = "picture.jpg"
    return file


def uploaded(boss) -> Image:
    folder, _ = Folder.objects.get_or_create(name="Pictures")
    answer = boss.post(admin("filer-ajax_upload", folder.pk), {"file": picture()})
    return Image.objects.get(pk=answer.json()["file_id"])


@may(STAFF)
def upload_a_picture(boss):
    return lambda client: client.post(admin("filer-ajax_upload"), {"file": picture()})


@may(STAFF)
def describe_a_picture(boss):
    return post(admin("filer_image_change", uploaded(boss).pk), {"description": "A room"})


@may(STAFF)
def describe_a_file(boss):
    return post(admin("filer_file_change", uploaded(boss).pk), {"description": "A room"})


@may(STAFF)
def make_a_folder(boss):
    return post(admin("filer-directory_listing-make_root_folder"), {"name": "New"})


@may(STAFF)
def make_a_folder_in_a_folder(boss):
    return post(admin("filer-directory_listing-make_folder", Folder.objects.create(name="Old").pk), {"name": "New"})


@may(STAFF)
def rename_a_folder(boss):
    return post(admin("filer_folder_change", Folder.objects.create(name="Old").pk), {"name": "New"})


@may(MANAGERS)
def delete_a_file(boss):
    return post(admin("filer_file_delete", uploaded(boss).pk), {"post": "yes"})


@may(MANAGERS)
def delete_a_picture(boss):
    return post(admin("filer_image_delete", uploaded(boss).pk), {"post": "yes"})


@may(MANAGERS)
def delete_a_picture_from_the_list(boss):
    image = uploaded(boss)
    data = {"action": "delete_files_or_folders", "_selected_action": [f"file-{image.pk}"], "post": "yes"}
    return post(admin("filer-directory_listing", image.folder_id), data)


@may(MANAGERS)
def delete_a_folder_of_pictures(boss):
    return post(admin("filer_folder_delete", Folder.objects.create(name="Empty").pk), {"post": "yes"})


@may(NOBODY)
def write_smaller_files_over_pictures(boss):
    image = uploaded(boss)
    data = {"action": "resize_images", "_selected_action": [f"file-{image.pk}"], "post": "yes"}
    data |= {"width": "5", "height": "5", "crop": "", "upscale": ""}
    return post(admin("filer-directory_listing", image.folder_id), data)


# --- Accounts --------------------------------------------------------------------------------------------------------


def account(role: str, name: str = "somebody"):
    create_staff(name, role, PASSWORD)
    return get_user_model().objects.get(username=name)


def account_form(user, **changes):
    """Everything that Django's own form for accounts understands, whether or not this person's form shows it."""
    data = {"username": user.username, "is_active": "on", "is_staff": "on"}
    return post(admin("auth_user_change", user.pk), data | changes)


NEW_PASSWORD = {"usable_password": "true", "password1": "a-wholly-other-secret", "password2": "a-wholly-other-secret"}


@may(MANAGERS)
def make_an_account(boss):
    return post(admin("auth_user_add"), {"username": "newcomer"} | NEW_PASSWORD)


@may(MANAGERS)
def give_an_account_a_role(boss):
    return account_form(account("Author"), groups=[Group.objects.get(name="Clinician").pk])


@may(MANAGERS)
def switch_an_account_off(boss):
    user = account("Author")
    return account_form(user, is_active="", groups=list(user.groups.values_list("pk", flat=True)))


@may(MANAGERS)
def give_an_account_a_new_password(boss):
    return post(admin("auth_user_password_change", account("Author").pk), NEW_PASSWORD)


@may(MANAGERS)
def delete_an_account_without_history(boss):
    return post(admin("auth_user_delete", account("Author").pk), {"post": "yes"})


@may(NOBODY)
def delete_an_account_that_has_published(boss):
    user = account("Clinician")
    draft("start").publish(user)
    return post(admin("auth_user_delete", user.pk), {"post": "yes"})


@may(NOBODY)
def change_a_superuser(boss):
    return account_form(account("Superuser"), first_name="Changed")


@may(NOBODY)
def take_the_power_of_a_superuser(boss):
    return account_form(account("Superuser"), is_superuser="")


@may(NOBODY)
def give_a_superuser_a_new_password(boss):
    return post(admin("auth_user_password_change", account("Superuser").pk), NEW_PASSWORD)


@may(NOBODY)
def delete_a_superuser(boss):
    return post(admin("auth_user_delete", account("Superuser").pk), {"post": "yes"})


@may(NOBODY)
def delete_superusers_from_the_list(boss):
    chosen = [account("Superuser").pk]
    address = admin("auth_user_changelist")
    return post(address, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})


@may(NOBODY)
def take_over_an_account_that_may_do_more(boss):
    user = account("Author")
    user.is_active = False
    user.save()
    user.user_permissions.add(Permission.objects.get(codename="change_site"))
    return post(admin("auth_user_password_change", user.pk), NEW_PASSWORD)


@may(NOBODY)
def wake_the_account_that_the_guide_files_belong_to(boss):
    return account_form(system_user())


@may(NOBODY)
def change_what_a_role_may_do(boss):
    group = Group.objects.get(name="Author")
    return post(admin("auth_group_change", group.pk), {"name": "Author", "permissions": []})


@may(NOBODY)
def make_a_role(boss):
    every = list(Permission.objects.values_list("pk", flat=True))
    return post(admin("auth_group_add"), {"name": "Everything", "permissions": every})


@pytest.mark.parametrize("who", ["themselves", "somebody else", "a newcomer"])
def test_a_manager_cannot_make_anybody_a_superuser(client_of, staff, who: str) -> None:
    manager = client_of("Manager")
    user = staff("Manager") if who == "themselves" else account("Author")
    every = list(Permission.objects.values_list("pk", flat=True))
    more = {"is_superuser": "on", "user_permissions": every, "first_name": "Ada"}
    if who == "a newcomer":
        manager.post(admin("auth_user_add"), {"username": "newcomer"} | NEW_PASSWORD | more)
        user = get_user_model().objects.get(username="newcomer")
    else:
        account_form(user, **more, groups=list(user.groups.values_list("pk", flat=True)))(manager)
        user.refresh_from_db()
        assert user.first_name == "Ada"  # the form was accepted, and what it may not say was left out
    assert not user.is_superuser
    assert not user.user_permissions.exists()
    assert user.is_staff


def test_a_manager_can_only_give_the_roles_of_the_guide(client_of) -> None:
    user, other = account("Author"), Group.objects.create(name="Something else")
    other.permissions.add(Permission.objects.get(codename="change_site"))
    account_form(user, groups=[other.pk])(client_of("Manager"))
    assert list(user.groups.values_list("name", flat=True)) == ["Author"]


@pytest.mark.parametrize("role", ["Author", "Clinician", "Translator"])
def test_only_managers_see_accounts(client_of, staff, role: str) -> None:
    client = client_of(role)
    assert client.get(admin("auth_user_changelist")).status_code == 403
    assert client.get(admin("auth_user_change", staff("Manager").pk)).status_code == 403
    assert client_of("Manager").get(admin("auth_user_changelist")).status_code == 200


def test_the_roles_exist_as_soon_as_the_database_does(db) -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {"Author", "Clinician", "Manager", "Translator"}
    assert Group.objects.get(name="Clinician").permissions.filter(codename="publish_page").exists()
    assert not Group.objects.get(name="Author").permissions.filter(codename="publish_page").exists()


# --- Logging in ------------------------------------------------------------------------------------------------------


def with_second_factor(role: str):
    user = account(role)
    TOTPDevice.objects.create(user=user, name="App")
    return user


@may(MANAGERS)
def remove_the_second_factor_of_an_account(boss):
    return post(admin("auth_user_remove_second_factor", with_second_factor("Author").pk))


@may(NOBODY)
def remove_the_second_factor_of_a_superuser(boss):
    return post(admin("auth_user_remove_second_factor", with_second_factor("Superuser").pk))


@may(MANAGERS)
def ask_two_steps_of_everybody(boss):
    return form(boss, admin("staff_loginrules_change", 1), second_factor_required="on")


@may(NOBODY)
def delete_the_rules_for_logging_in(boss):
    return post(admin("staff_loginrules_delete", 1), {"post": "yes"})


@may(MANAGERS)
def keep_assistants_from_training_with_the_guide(boss):
    return form(boss, admin("machines_machinerules_change", 1), training_crawlers="")


@may(PUBLISHERS)
def teach_the_search_a_word(boss):
    return post(admin("machines_searchword_add"), {"language": "en", "typed": "wobbly", "meant": "dizziness"})


@may(PUBLISHERS)
def take_a_word_from_the_search(boss):
    word = SearchWord.objects.create(typed="wobbly", meant="dizziness")
    return post(admin("machines_searchword_delete", word.pk), {"post": "yes"})


@may(NOBODY)
def delete_the_rules_for_machines(boss):
    return post(admin("machines_machinerules_delete", 1), {"post": "yes"})


@may(NOBODY)
def write_into_the_list_of_what_happened(boss):
    return post(admin("staff_event_add"), {"kind": Event.Kind.LOG_IN, "name": "robin", "what": "logged in"})


@may(NOBODY)
def change_what_happened(boss):
    event = Event.objects.create(kind=Event.Kind.LOG_IN, name="robin", what="logged in")
    return post(admin("staff_event_change", event.pk), {"kind": Event.Kind.LOG_IN, "name": "sam", "what": "logged in"})


@may(NOBODY)
def delete_what_happened_from_the_list(boss):
    event = Event.objects.create(kind=Event.Kind.LOG_IN, name="robin", what="logged in")
    data = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}
    return post(admin("staff_event_changelist"), data)
