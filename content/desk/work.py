"""What a member of staff has to do: drafts, and the pages of the guide."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.models import Page, PageContent, PageUrl
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from cms.utils.urlutils import admin_reverse
from django.apps import apps
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version

from content.page.links import address
from content.publishing.kept import kept_problems
from content.records.record import ProposableRecord
from content.signoff.handover import State, states


@dataclass(frozen=True)
class Draft:
    """A text that readers do not see yet. `state` says whose turn it is, `to_repair` why it cannot be published as it is,
    `to_look_at` how many weaker problems it has.
    """

    title: str
    author: str
    changed: datetime
    is_new: bool
    edit_url: str
    preview_url: str
    state: State
    to_repair: list[str]
    to_look_at: int


@dataclass(frozen=True)
class PublicPage:
    """A page that readers see."""

    title: str
    url: str
    depth: int
    published: datetime
    change_url: str


@dataclass(frozen=True)
class Proposal:
    """A word, a source or a finding that readers do not see until somebody approves it."""

    title: str
    kind: str
    url: str


def proposals() -> list[Proposal]:
    """What waits for approval, by kind and in the order of each."""
    models = [model for model in apps.get_models() if issubclass(model, ProposableRecord)]
    return [
        Proposal(
            title=str(record),
            kind=str(model._meta.verbose_name),
            url=admin_reverse(f"{model._meta.app_label}_{model._meta.model_name}_change", args=[record.pk]),
        )
        for model in models
        for record in model._default_manager.filter(approved=False)
    ]


def drafts(user: Any) -> tuple[list[Draft], list[Draft]]:
    """The user's own drafts, and those of others, newest change first."""
    versions = Version.objects.filter(content_type__app_label="cms", content_type__model="pagecontent", state=DRAFT)
    versions = versions.select_related("created_by").order_by("-modified")
    contents = PageContent.admin_manager.select_related("page").in_bulk([version.object_id for version in versions])
    problems = kept_problems(contents.values())
    turns = states(versions)
    pages = [content.page_id for content in contents.values()]
    public = set(PageContent.objects.filter(page__in=pages).values_list("page_id", "language"))
    mine, others = [], []
    for version in versions:
        content = contents.get(version.object_id)
        if content is None:
            continue
        draft = Draft(
            title=content.title,
            author=version.created_by.get_full_name() or version.created_by.get_username(),
            changed=version.modified,
            is_new=(content.page_id, content.language) not in public,
            edit_url=get_object_edit_url(content, content.language),
            preview_url=get_object_preview_url(content, content.language),
            state=turns[version.pk],
            to_repair=[str(problem) for problem in problems[content.pk] if problem.blocks],
            to_look_at=sum(not problem.blocks for problem in problems[content.pk]),
        )
        (mine if version.created_by_id == user.pk else others).append(draft)
    return mine, others


def public_pages() -> list[PublicPage]:
    """Every public page, in the order of the page tree. Two queries."""
    versions = Version.objects.filter(content_type__app_label="cms", content_type__model="pagecontent", state=PUBLISHED)
    published = {version.object_id: version for version in versions}
    paths = {(row.page_id, row.language): row.path for row in PageUrl.objects.filter(path__isnull=False)}
    contents = PageContent.admin_manager.filter(pk__in=published).select_related("page").order_by("page__path")
    return [
        PublicPage(
            title=content.menu_title or content.title,
            url=address(paths[content.page_id, content.language]),
            depth=len(content.page.path) // Page.steplen,
            published=published[content.pk].modified,
            change_url=admin_reverse(
                "djangocms_versioning_pagecontentversion_edit_redirect", args=[published[content.pk].pk]
            ),
        )
        for content in contents
        if (content.page_id, content.language) in paths
    ]
