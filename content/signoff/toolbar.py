"""Whose turn it is, in a word, on every text that staff look at; and the way to hand it on."""

from typing import Any
from urllib.parse import urlencode

from cms.models import PageContent
from cms.toolbar.items import TemplateItem
from cms.toolbar.utils import get_object_edit_url
from cms.toolbar_base import CMSToolbar
from cms.toolbar_pool import toolbar_pool
from cms.utils.urlutils import admin_reverse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext_noop
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.page.fetch import SLOT
from content.publishing.fingerprint import READ, fingerprint
from content.publishing.stale import stale_translation
from content.signoff.handover import state_of
from content.signoff.shared import MAY_SHARE
from content.signoff.signatures import reviewer_of
from content.signoff.translations import side_by_side_url
from content.undo.steps import next_steps

#: What the way on is called; the bar translates it.
REVIEW, SEND, MORE = gettext_noop("Review"), gettext_noop("Send for review"), gettext_noop("More")


class SignOffToolbar(CMSToolbar):
    """“Waiting for Robin Example · Review”. The link says which text its reader has seen."""

    def post_template_populate(self) -> None:
        content = self.toolbar.get_object()
        if not isinstance(content, PageContent) or not self.request.user.has_perm("cms.change_page"):
            return
        version = Version.objects.filter_by_content_grouping_values(content).filter(object_id=content.pk).first()
        if version is None:
            return
        state = state_of(version)
        reviewer = reviewer_of(self.request.user)
        may_change = version.state == DRAFT and version.check_modify.as_bool(self.request.user)
        context = {
            "state": state,
            "warns": self.toolbar.edit_mode_active and (state.is_waiting or state.signature or state.scheduled),
            "label": REVIEW if state.is_waiting or reviewer else SEND if may_change else MORE,
            "url": reverse("sign_off", args=[version.pk], query={READ: fingerprint(content)}),
        }
        if may_change and self.toolbar.edit_mode_active:
            context |= self._blocks(version)
        if version.state == DRAFT and self.request.user.has_perm(MAY_SHARE):
            context["share_url"] = reverse("show_draft", args=[version.pk])
        if url := side_by_side_url(content):
            context |= {"side_by_side_url": url, "stale": stale_translation(content.page_id, content.language)}
        self.toolbar.add_item(TemplateItem("staff/sign_off_bar.html", context, side=self.toolbar.RIGHT), position=0)

    def _blocks(self, version: Version) -> dict[str, Any]:
        """What the bar says of the draft that is being written: the list of its blocks, undo and redo."""
        content = version.content
        place = content.get_placeholders().filter(slot=SLOT).first()
        query = {
            "placeholder_id": place.pk if place else "",
            "plugin_language": content.language,
            "cms_path": get_object_edit_url(content, content.language),
        }
        return {
            "csrf_token": get_token(self.request),
            "blocks_url": reverse("blocks", args=[version.pk]),
            "add_url": f"{admin_reverse('cms_placeholder_add_plugin')}?{urlencode(query)}",
            **next_steps(version, self.request.user)._asdict(),
            "undo_url": reverse("undo_step", args=[version.pk]),
            "redo_url": reverse("redo_step", args=[version.pk]),
        }


def connect() -> None:
    """Put it into the toolbar. Called once, when the application starts."""
    toolbar_pool.register(SignOffToolbar)
