"""Admin of page details, which belong to a text and are published with it."""

from cms.extensions import PageContentExtensionAdmin
from cms.models import PageContent
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from content.models import PageDetails
from content.page.newer import AS_OF, NewerTextForm
from content.publishing.rules import is_open, require_open


@admin.register(PageDetails)
class PageDetailsAdmin(PageContentExtensionAdmin):
    """Details of a draft only: the stock admin (django CMS 5.1.3) would change those of a published page at once."""

    form = NewerTextForm

    def get_fields(self, request, obj=None):
        shown = ("section", "position", "speaks_of_benefit")
        return (*shown, AS_OF) if obj and self.has_change_permission(request, obj) else shown

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or is_open(obj.extended_object, request.user)
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or is_open(obj.extended_object, request.user)
        )

    def save_model(self, request, obj, form, change):
        content = obj.extended_object if change else self._content(request)
        require_open(content, request.user)
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        require_open(obj.extended_object, request.user)
        super().delete_model(request, obj)

    def add_view(self, request, form_url="", extra_context=None):
        require_open(self._content(request), request.user)
        return super().add_view(request, form_url, extra_context)

    @staticmethod
    def _content(request) -> PageContent:
        given = request.GET.get("extended_object", "")
        content = PageContent.admin_manager.filter(pk=given).first() if given.isdigit() else None
        if content is None:
            raise PermissionDenied(_("Open the page details from the page's toolbar."))
        return content
