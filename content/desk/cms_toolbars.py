"""What the desk puts into the toolbar: help; and the panel of problems of a draft: what to repair before it is published, what to
look at, and what others said about its blocks.
"""

from dataclasses import dataclass

from cms.models import PageContent
from cms.toolbar.items import TemplateItem
from cms.toolbar.utils import get_object_edit_url
from cms.toolbar_base import CMSToolbar
from cms.toolbar_pool import toolbar_pool
from cms.utils.urlutils import admin_reverse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.models import PageDetails
from content.publishing.kept import kept_problems
from content.publishing.unwritten import RULE as UNWRITTEN
from content.review import Problem
from content.signoff.comments import threads

#: Problems that the form of the page details repairs; other problems of the whole page are repaired in its settings.
IN_PAGE_DETAILS = {"approval-status"}
IN_PAGE_SETTINGS = {"description", "title"}
#: What axe says of a barrier, in other languages than English.
AXE_WORDS = {"es": "staff/axe-4.12.1/es.json"}


@toolbar_pool.register
class HelpToolbar(CMSToolbar):
    """“Help” leads to the guide for editors."""

    def post_template_populate(self) -> None:
        if self.request.user.is_staff:
            self.toolbar.add_link_item(_("Help"), url=reverse("handbook"))


@dataclass(frozen=True)
class Entry:
    """A problem in the panel, and where it leads: to its block on the page, or to a form."""

    problem: Problem
    url: str
    label: str


@toolbar_pool.register
class ProblemsToolbar(CMSToolbar):
    """“3 to repair, 5 to look at”, for the draft that is being edited or previewed."""

    def post_template_populate(self) -> None:
        content = self.toolbar.get_object()
        if not isinstance(content, PageContent) or not (
            self.toolbar.edit_mode_active or self.toolbar.preview_mode_active
        ):
            return
        version = Version.objects.filter_by_content_grouping_values(content).filter(object_id=content.pk).first()
        if version is None or version.state != DRAFT:
            return
        edit_url = get_object_edit_url(content, content.language)
        found = [
            Entry(problem, self._url(problem, content), _label(problem, content))
            for problem in kept_problems([content])[content.pk]
        ]
        spoken = [thread for thread in threads(version) if thread.comment.settled is None]
        context = {
            "comments": [(thread, f"{edit_url}#block-{thread.comment.block}") for thread in spoken],
            "comments_url": reverse("comments", args=[version.pk]),
            "to_repair": [entry for entry in found if entry.problem.blocks],
            "to_look_at": [entry for entry in found if not entry.problem.blocks],
            "axe_words": AXE_WORDS.get(get_language() or ""),
        }
        self.toolbar.add_item(TemplateItem("staff/problems_panel.html", context, side=self.toolbar.RIGHT), position=0)

    def _url(self, problem: Problem, content: PageContent) -> str:
        edit_url = get_object_edit_url(content, content.language)
        if problem.component:
            return f"{edit_url}#block-{problem.component}"
        if problem.rule in IN_PAGE_SETTINGS:
            return admin_reverse("cms_pagecontent_change", args=[content.pk])
        details = PageDetails.objects.filter(extended_object=content).first()
        if problem.rule in IN_PAGE_DETAILS and details:
            return admin_reverse("content_pagedetails_change", args=[details.pk])
        return edit_url


def _label(problem: Problem, content: PageContent) -> str:
    """The words of the link: what stands in the block, or that it is about the page."""
    about_page = problem.block is None or problem.sentence in {"", content.title}
    if about_page:
        return _("This page")
    # What says nothing yet is called by its kind.
    sentence = _(problem.sentence) if problem.rule == UNWRITTEN else problem.sentence
    return f"“{Truncator(sentence).words(14)}”"
