"""Admin of pages: what django CMS leaves open to people who may write but not publish."""

from cms.admin.pageadmin import PageAdmin
from cms.extensions import PageContentExtensionAdmin
from cms.models import Page, PageContent
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from djangocms_versioning.models import Version

from content.models import PageDetails
from content.publishing import ALWAYS_NEEDED, is_published

admin.site.site_title = "Guide"
admin.site.site_header = "Guide: for staff"
admin.site.index_title = "Your work"
admin.site.enable_nav_sidebar = False  # it leaves too little room for the page tree


class GuidePageAdmin(PageAdmin):
    """Moving a published page, or choosing the home page, changes what readers get: it takes the right to publish."""

    def has_move_page_permission(self, request, obj=None):
        allowed = super().has_move_page_permission(request, obj)
        return allowed and (obj is None or not is_published(obj) or obj.has_publish_permission(request.user))

    def has_delete_permission(self, request, obj=None):
        if obj is not None and (obj.is_home or obj.reverse_id in ALWAYS_NEEDED):
            return False
        return super().has_delete_permission(request, obj)

    def set_home(self, request, object_id):
        page = self.get_object(request, object_id=object_id)
        if page is not None and not page.has_publish_permission(request.user):
            raise PermissionDenied("You do not have permission to choose the home page.")
        return super().set_home(request, object_id)


admin.site.unregister(Page)
admin.site.register(Page, GuidePageAdmin)


@admin.register(PageDetails)
class PageDetailsAdmin(PageContentExtensionAdmin):
    """Details of a draft only: the stock admin (django CMS 5.1.3) would change those of a published page at once."""

    fields = ("section", "position", "speaks_of_benefit", "text_date")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or self._is_open(obj.extended_object, request))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or self._is_open(obj.extended_object, request))

    def save_model(self, request, obj, form, change):
        content = obj.extended_object if change else self._content(request)
        if not self._is_open(content, request):
            raise PermissionDenied("This text is published. Make a draft of the page first.")
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        if not self._is_open(obj.extended_object, request):
            raise PermissionDenied("This text is published. Make a draft of the page first.")
        super().delete_model(request, obj)

    def add_view(self, request, form_url="", extra_context=None):
        if not self._is_open(self._content(request), request):
            raise PermissionDenied("This text is published. Make a draft of the page first.")
        return super().add_view(request, form_url, extra_context)

    @staticmethod
    def _content(request) -> PageContent:
        given = request.GET.get("extended_object", "")
        content = PageContent.admin_manager.filter(pk=given).first() if given.isdigit() else None
        if content is None:
            raise PermissionDenied("Open the page details from the page's toolbar.")
        return content

    @staticmethod
    def _is_open(content: PageContent, request) -> bool:
        version = Version.objects.get_for_content(content)
        return bool(version.check_modify.as_bool(request.user))
