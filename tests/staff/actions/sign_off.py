"""Signing, sending for review, comments, links to drafts, plans."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.timezone import localdate, now

from content.evidence.models import Finding
from content.publishing.fingerprint import READ, fingerprint
from content.signoff.comments import blocks_of, write
from content.signoff.handover import send
from content.signoff.models import Reviewer
from content.signoff.schedule import plan
from content.signoff.shared import make_link, open_links
from content.signoff.signatures import sign
from tests.staff.actions.accounts import account
from tests.staff.actions.table import MANAGERS, NOBODY, PUBLISHERS, ROLES, STAFF, WRITERS, form, may, post
from tests.staff.desk import (
    admin,
    change,
    draft,
    filled_form,
    fresh,
    live,
    page,
)


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
