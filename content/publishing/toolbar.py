"""The CMS toolbar: its button “Publish” says which text its reader has seen, whoever may not publish gets another, and what
leads nowhere is not offered.
"""

import re

from cms.models import PageContent
from cms.toolbar_base import CMSToolbar
from cms.toolbar_pool import toolbar_pool
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.models import Version

from content.publishing.fingerprint import READ, fingerprint

#: What makes a button of django CMS send a form, and djangocms-versioning's own script take it for theirs.
_SENDS = {"cms-form-post-method", "cms-versioning-js-publish-btn"}


class PublishWhatWasRead(CMSToolbar):
    """Adds the fingerprint to the address of the button, which djangocms-versioning makes for everybody; in its place a
    person who may not publish gets *Send for review*, which leads to where a draft is handed over.
    """

    def post_template_populate(self):
        content = self.toolbar.get_object()
        if not isinstance(content, PageContent):
            return
        for item in self.toolbar.get_right_items():
            for button in getattr(item, "buttons", ()):
                if not getattr(button, "url", "").endswith("/publish/"):
                    continue
                if content.has_publish_permission(self.request.user):
                    button.url += f"?{READ}={fingerprint(content)}"
                else:
                    version = Version.objects.get_for_content(content)
                    button.name = _("Send for review")
                    button.url = reverse("sign_off", args=[version.pk], query={READ: fingerprint(content)})
                    button.extra_classes = [name for name in button.extra_classes if name not in _SENDS]


class NothingThatLeadsNowhere(CMSToolbar):
    """Takes away “Shortcuts…”, which opens nothing here (django CMS 5.1.3), and “Advanced settings” from whoever may not change
    them: the CMS asks for another right than their form does (content/publishing/page_admin.py).
    """

    def post_template_populate(self):
        for menu in self.toolbar.get_left_items():
            for item in list(getattr(menu, "items", ())):
                url = getattr(item, "url", "")
                advanced = re.search(r"/cms/page/\d+/advanced-settings/", url) and not self.request.user.is_superuser
                if advanced or "cms-show-shortcuts" in getattr(item, "extra_classes", ()):
                    menu.remove_item(item)


def connect() -> None:
    """Put it into the toolbar. Called once, when the application starts."""
    toolbar_pool.discover_toolbars()  # so that it comes after the one that makes the button
    toolbar_pool.register(PublishWhatWasRead)
    toolbar_pool.register(NothingThatLeadsNowhere)
