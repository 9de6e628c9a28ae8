"""Admin of pages: what django CMS leaves open to people who may write but not publish."""

from http import HTTPStatus

from cms.admin.forms import MovePageForm
from cms.admin.pageadmin import PageAdmin, PageContentAdmin
from cms.cms_wizards import cms_page_wizard, cms_subpage_wizard
from cms.models import Page, PageContent
from cms.toolbar.utils import get_object_edit_url
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import router
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.models import Version

from content.page.versions import page_versions
from content.publishing.page_forms import (
    GuideAddPageForm,
    GuideChangePageForm,
    GuideCreatePageForm,
    GuideCreateSubPageForm,
    GuideDuplicatePageForm,
)
from content.publishing.rules import delete_problems, is_published, move_problems, require_open
from content.staff import audit
from content.staff.languages import may_write
from content.staff.models import Event


class GuideMovePageForm(MovePageForm):
    """Moving a page in the tree must not take it, or a page below it, from readers."""

    def _validate_url_uniqueness(self, path, language):
        """Only what readers can open has an address that could be taken. Of a draft below a draft django CMS 5.1.3 makes None,
        and fails on it; whether its address is free is asked when it is published.
        """
        if path is not None and is_published(self.page):
            super()._validate_url_uniqueness(path, language)

    def clean(self):
        data = super().clean()
        if not self.errors:
            target, position = self.get_tree_options()
            if found := move_problems(self.page, self._determine_new_parent(target, position)):
                raise ValidationError(" ".join(map(str, found)))
        return data


class GuidePageAdmin(PageAdmin):
    """Moving a published page, or choosing the home page, changes what readers get: it takes the right to publish."""

    move_form = GuideMovePageForm

    def has_move_page_permission(self, request, obj=None):
        allowed = super().has_move_page_permission(request, obj)
        # The tree is the same in all languages: whoever writes only some of them leaves it as it is.
        allowed = allowed and may_write(request.user, settings.LANGUAGE_CODE)
        return allowed and (obj is None or not is_published(obj) or obj.has_publish_permission(request.user))

    def has_change_advanced_settings_permission(self, request, obj=None):
        # Login, application and id of a page take effect at once, whether or not there is a draft.
        return request.user.is_superuser

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not request.user.is_superuser:  # for others the form is empty, and sending it still writes to the page
            raise PermissionDenied(_("You do not have permission to change these settings."))
        return super().change_view(request, object_id, form_url, extra_context)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and delete_problems(obj))

    def delete_view(self, request, object_id, extra_context=None):
        page = self.get_object(request, object_id)
        if page and super().has_delete_permission(request, page) and (found := delete_problems(page)):
            self.message_user(request, " ".join(map(str, found)), messages.ERROR)
            return redirect("admin:cms_pagecontent_changelist")
        return super().delete_view(request, object_id, extra_context)

    def edit_title_fields(self, request, page_id, language):
        page = self.get_object(request, object_id=page_id)
        content = page and page.get_admin_content(language)
        if content:
            require_open(content, request.user)
        return super().edit_title_fields(request, page_id, language)

    def set_home(self, request, object_id):
        page = self.get_object(request, object_id=object_id)
        if page is not None and not page.has_publish_permission(request.user):
            raise PermissionDenied(_("You do not have permission to choose the home page."))
        if page is not None and not is_published(page):
            return HttpResponseBadRequest(_("Publish the page first: readers cannot open a home page that is a draft."))
        response = super().set_home(request, object_id)
        if page is not None and response.status_code == HTTPStatus.OK:
            audit.record(Event.Kind.PUBLISHING, f"made {page} the home page", request=request)
        return response

    def get_deleted_objects(self, objs, request):
        """Whoever may delete a page may delete its parts: its texts, and the history that nothing else needs."""
        to_delete, counts, _, _ = super().get_deleted_objects(objs, request)
        collector = NestedObjects(using=router.db_for_write(Page), origin=objs)
        collector.collect(objs)
        protected = [str(item) for item in collector.protected if not isinstance(item, Version)]
        return to_delete, counts, set(), protected

    def delete_model(self, request, obj):
        pages = [obj.pk, *obj.get_descendant_pages().values_list("pk", flat=True)]
        contents = PageContent.admin_manager.filter(page__in=pages).values("pk")
        # Each version protects the one it was copied from (djangocms-versioning 2.8.0), here against the whole page.
        page_versions(object_id__in=contents).update(source=None)
        super().delete_model(request, obj)


_response_add = PageContentAdmin.response_add


def _to_the_page(self: PageContentAdmin, request: HttpRequest, obj: PageContent) -> HttpResponse:
    """Whoever made a page writes it next. In a window of the toolbar django CMS leads there by itself."""
    if request.POST.get("edit") == "1" or {"_addanother", "_continue"} & request.POST.keys():
        return _response_add(self, request, obj)
    return redirect(get_object_edit_url(obj, obj.language))


# djangocms-versioning registers a class of its own that is made from this one.
PageContentAdmin.page_tree_row_template = "admin/cms/page/tree/named_row.html"
PageContentAdmin.form = PageContentAdmin.add_form = GuideAddPageForm
PageContentAdmin.change_form = GuideChangePageForm
PageContentAdmin.duplicate_form = GuideDuplicatePageForm
PageContentAdmin.response_add = _to_the_page
cms_page_wizard.form, cms_subpage_wizard.form = GuideCreatePageForm, GuideCreateSubPageForm

admin.site.unregister(Page)
admin.site.register(Page, GuidePageAdmin)
