"""Whose turn it is, in a word, on every text that staff look at; and the way to hand it on."""

from cms.models import PageContent
from cms.toolbar.items import TemplateItem
from cms.toolbar_base import CMSToolbar
from cms.toolbar_pool import toolbar_pool
from django.urls import reverse
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.publishing.fingerprint import READ, fingerprint
from content.signoff.handover import state_of
from content.signoff.signatures import reviewer_of


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
            "warns": self.toolbar.edit_mode_active and (state.is_waiting or state.signature),
            "label": "Review" if state.is_waiting or reviewer else "Send for review" if may_change else "More",
            "url": reverse("sign_off", args=[version.pk], query={READ: fingerprint(content)}),
        }
        self.toolbar.add_item(TemplateItem("staff/sign_off_bar.html", context, side=self.toolbar.RIGHT), position=0)


def connect() -> None:
    """Put it into the toolbar. Called once, when the application starts."""
    toolbar_pool.register(SignOffToolbar)
