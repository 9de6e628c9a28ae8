"""The list of a draft's blocks, and undoing."""

from django.contrib.auth import get_user_model
from django.urls import reverse

from content.signoff.comments import blocks_of
from content.undo.models import Step
from content.undo.steps import keep, look
from tests.staff.actions.table import NOBODY, WRITERS, Request, may, post
from tests.staff.desk import (
    change,
    draft,
    live,
)


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
