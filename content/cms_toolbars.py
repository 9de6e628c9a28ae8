"""Entries of the CMS toolbar."""

from cms.extensions.toolbar import ExtensionToolbar
from cms.toolbar_pool import toolbar_pool
from cms.utils.urlutils import admin_reverse
from django.utils.translation import gettext_lazy as _

from content.models import PageDetails


@toolbar_pool.register
class PageDetailsToolbar(ExtensionToolbar):
    """“Page details” in the page menu, for the text that is being shown."""

    model = PageDetails

    def populate(self):
        menu = self._setup_extension_toolbar()
        content = self.toolbar.get_object()
        if not menu or not hasattr(content, "page_id") or not content.pk:
            return
        details = PageDetails.objects.filter(extended_object=content).first()
        if details:
            url = admin_reverse("content_pagedetails_change", args=(details.pk,))
        else:
            url = admin_reverse("content_pagedetails_add") + f"?extended_object={content.pk}"
        menu.add_modal_item(_("Page details"), url=url, disabled=not self.toolbar.edit_mode_active, position=3)
