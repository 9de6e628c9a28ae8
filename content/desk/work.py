"""What a member of staff has to do: drafts, and the pages of the guide."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.models import Page, PageContent
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from cms.utils.urlutils import admin_reverse
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from djangocms_versioning.constants import ARCHIVED, DRAFT, PUBLISHED, UNPUBLISHED

from content.clinic.models import FactChange
from content.desk.form_of import form_of
from content.page.links import address, public_paths
from content.page.versions import page_versions
from content.publishing.kept import kept_problems
from content.publishing.stale import Stale, stale_translations
from content.records.record import ProposableRecord
from content.signoff.comments import open_comments
from content.signoff.handover import BACK, State, states
from content.signoff.models import Kind, Reviewer
from content.signoff.signatures import MAY_PUBLISH, reviewer_of
from content.signoff.translations import side_by_side_url
from content.staff.languages import written_by

#: What states are called of which nothing has to be compared.
WORDS = {DRAFT: gettext_noop("Draft"), PUBLISHED: gettext_noop("Published"), UNPUBLISHED: gettext_noop("Taken down")}
#: What waits for a second person, in words that the start page translates.
KINDS = (gettext_noop("clinic fact"), gettext_noop("reference"), gettext_noop("finding"), gettext_noop("glossary term"))


@dataclass(frozen=True)
class Draft:
    """A text that readers do not see yet. `state` says whose turn it is, `to_repair` why it cannot be published as it is,
    `to_look_at` how many weaker problems it has, `comments` how many are open.
    """

    is_own: bool
    title: str
    language: str
    author: str
    changed: datetime
    is_new: bool
    edit_url: str
    preview_url: str
    changes_url: str
    state: State
    to_repair: list[str]
    to_look_at: int
    comments: int
    comments_url: str
    side_by_side_url: str

    @property
    def was_handed_on(self) -> bool:
        """Whether its author is done with it: it was sent, or is signed."""
        return self.state.is_waiting or self.state.signature is not None


@dataclass(frozen=True)
class Group:
    """Drafts with which somebody can do the same next; `empty` is said where there is none."""

    key: str
    title: str
    drafts: list[Draft]
    empty: str = ""


@dataclass(frozen=True)
class PublicPage:
    """A page that readers see. Of a translation, `language` is the name of its language, and `is_stale` whether its original has
    other words since it was made.
    """

    title: str
    url: str
    depth: int
    published: datetime
    change_url: str
    language: str = ""
    is_stale: bool = False
    side_by_side_url: str = ""


@dataclass(frozen=True)
class Proposal:
    """A word, a source or a finding that readers do not see until somebody approves it."""

    title: str
    kind: str
    url: str


def proposals() -> list[Proposal]:
    """What waits for a second person, by kind and in the order of each."""
    models = [model for model in apps.get_models() if issubclass(model, ProposableRecord)]
    facts = FactChange.objects.filter(decided=None).select_related("fact").order_by("pk")
    return [Proposal(str(change), _("clinic fact"), form_of(change.fact)) for change in facts] + [
        Proposal(
            title=str(record),
            kind=str(model._meta.verbose_name),
            url=form_of(record),
        )
        for model in models
        for record in model._default_manager.filter(approved=False)
    ]


def groups(user: Any) -> list[Group]:
    """All drafts, by what this person can do with them next: sign, write, publish, or wait. What is theirs to do comes first."""
    found, reviewer = drafts(user), reviewer_of(user)
    to_sign = [draft for draft in found if reviewer and _waits_for(draft, reviewer)]
    own = sorted((draft for draft in found if draft.is_own), key=lambda draft: draft.state.word != BACK)
    others = [draft for draft in found if not draft.is_own and draft not in to_sign]
    shown = [Group("mine", gettext_noop("Your drafts"), own, gettext_noop("You have no drafts."))]
    if reviewer:
        nothing = gettext_noop("Nothing waits for you.")
        shown.insert(0, Group("waiting", gettext_noop("Waiting for you to sign"), to_sign, nothing))
    if not user.has_perm(MAY_PUBLISH):
        return [*shown, Group("others", gettext_noop("Drafts of others"), others, gettext_noop("Nothing waits."))]
    planned = [draft for draft in others if draft.state.scheduled]
    sent = [draft for draft in others if draft.was_handed_on and not draft.state.scheduled]
    written = [draft for draft in others if not (draft.was_handed_on or draft.state.scheduled)]
    return [
        *shown,
        Group("sent", gettext_noop("Waiting to be published"), sent, gettext_noop("Nothing waits.")),
        *([Group("planned", gettext_noop("Published by themselves at a set time"), planned)] if planned else []),
        *([Group("written", gettext_noop("Others are still writing"), written)] if written else []),
    ]


def _waits_for(draft: Draft, reviewer: Reviewer) -> bool:
    """Whether it is this reviewer's turn to sign it: of a translator, in a language that they write."""
    if reviewer.kind == Kind.TRANSLATOR:
        may_sign = draft.language in written_by(reviewer.account) - {settings.LANGUAGE_CODE}
        return may_sign and draft.state.waits_for(reviewer)
    return draft.state.waits_for(reviewer)


def drafts(user: Any) -> list[Draft]:
    """Every draft, newest change first."""
    versions = page_versions(state=DRAFT)
    versions = versions.select_related("created_by").order_by("-modified")
    contents = PageContent.admin_manager.select_related("page").in_bulk([version.object_id for version in versions])
    problems = kept_problems(contents.values())
    turns, said = states(versions), open_comments(versions)
    pages = [content.page_id for content in contents.values()]
    public = set(PageContent.objects.filter(page__in=pages).values_list("page_id", "language"))
    return [
        Draft(
            is_own=version.created_by_id == user.pk,
            title=content.title,
            language=content.language,
            author=version.created_by.get_full_name() or version.created_by.get_username(),
            changed=version.modified,
            is_new=(content.page_id, content.language) not in public,
            edit_url=get_object_edit_url(content, content.language),
            preview_url=get_object_preview_url(content, content.language),
            changes_url=reverse("what_changed", args=[version.pk]),
            state=turns[version.pk],
            to_repair=[str(problem) for problem in problems[content.pk] if problem.blocks],
            to_look_at=sum(not problem.blocks for problem in problems[content.pk]),
            comments=said.get(version.pk, 0),
            comments_url=reverse("comments", args=[version.pk]),
            side_by_side_url=side_by_side_url(content),
        )
        for version in versions
        if (content := contents.get(version.object_id)) is not None
    ]


def state_words() -> dict[int, str]:
    """The state of every text of a page in a word, or two, by the id of the text. Only drafts and translations are compared with
    anything.
    """
    versions = page_versions()
    turns = states(versions.filter(state=DRAFT))
    rows = versions.exclude(state=ARCHIVED).values_list("pk", "object_id", "state")
    stale = {translation.content for translation in stale_translations()}
    words = {content: turns[pk].shown if pk in turns else _(WORDS[state]) for pk, content, state in rows}
    return {
        content: _("{words}, stale").format(words=word) if content in stale else word for content, word in words.items()
    }


def public_pages(stale: Collection[Stale]) -> list[PublicPage]:
    """Every public page, in the order of the page tree. Two queries. `stale` are the stale translations among them."""
    names, out_of_date = dict(settings.LANGUAGES), {translation.content for translation in stale}
    versions = page_versions(state=PUBLISHED)
    published = {version.object_id: version for version in versions}
    paths = public_paths()
    contents = PageContent.admin_manager.filter(pk__in=published).select_related("page").order_by("page__path")
    return [
        PublicPage(
            title=content.title,
            url=address(paths[content.page_id, content.language], content.language),
            depth=len(content.page.path) // Page.steplen,
            published=published[content.pk].modified,
            change_url=admin_reverse(
                "djangocms_versioning_pagecontentversion_edit_redirect", args=[published[content.pk].pk]
            ),
            language="" if content.language == settings.LANGUAGE_CODE else names[content.language],
            is_stale=content.pk in out_of_date,
            side_by_side_url=side_by_side_url(content),
        )
        for content in contents
        if (content.page_id, content.language) in paths and content.language in names
    ]
