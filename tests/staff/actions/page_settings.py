"""Settings and details of a page."""

from djangocms_versioning.models import Version

from tests.staff.actions.table import NOBODY, WRITERS, form, may, post
from tests.staff.desk import (
    admin,
    details_of,
    draft,
    filled_form,
    live,
    page,
)


def settings_form(version, boss, editable):
    """The request that changes title and address. Of a published page the form is read-only, so a draft's is sent."""
    address = admin("cms_pagecontent_change", version.object_id)
    data = filled_form(boss, admin("cms_pagecontent_change", editable.object_id), title="Other title", slug="other")
    Version.objects.filter(pk=editable.pk).update(locked_by=None)  # whoever opens the form holds the draft
    return post(address, data)


@may(WRITERS)
def change_the_settings_of_a_draft(boss):
    version = draft("start")
    return settings_form(version, boss, version)


@may(NOBODY)
def change_the_settings_of_a_published_page(boss):
    return settings_form(live("start"), boss, draft("start"))


@may(WRITERS)
def change_the_title_of_a_draft_in_place(boss):
    draft("start")
    return post(admin("cms_page_edit_title_fields", page("start").pk, "en"), {"title": "Other title"})


@may(NOBODY)
def change_the_title_of_a_published_page_in_place(boss):
    return post(admin("cms_page_edit_title_fields", page("start").pk, "en"), {"title": "Other title"})


@may(WRITERS)
def take_a_draft_out_of_the_menu(boss):
    return post(admin("cms_pagecontent_change_innavigation", draft("start").object_id))


@may(NOBODY)
def take_a_published_page_out_of_the_menu(boss):
    return post(admin("cms_pagecontent_change_innavigation", live("start").object_id))


@may(WRITERS)
def change_the_template_of_a_draft(boss):
    return post(admin("cms_pagecontent_change_template", draft("start").object_id), {"template": "pages/page.html"})


@may(NOBODY)
def change_the_template_of_a_published_page(boss):
    return post(admin("cms_pagecontent_change_template", live("start").object_id), {"template": "pages/page.html"})


@may(NOBODY)
def hide_a_page_behind_a_login(boss):
    address = admin("cms_page_advanced", page("start").pk)
    return form(boss, address, login_required="on")


@may(NOBODY)
def hide_a_page_behind_a_login_by_the_second_address(boss):
    data = filled_form(boss, admin("cms_page_advanced", page("start").pk), login_required="on", reverse_id="other")
    return post(admin("cms_page_change", page("start").pk), data)


DETAILS = {"section": "decide", "position": "7", "text_date": "2020-01-01"}


@may(WRITERS)
def change_the_details_of_a_draft(boss):
    return post(admin("content_pagedetails_change", details_of(draft("start")).pk), DETAILS)


@may(NOBODY)
def change_the_details_of_a_published_page(boss):
    return post(admin("content_pagedetails_change", details_of(live("start")).pk), DETAILS)


@may(WRITERS)
def delete_the_details_of_a_draft(boss):
    return post(admin("content_pagedetails_delete", details_of(draft("start")).pk), {"post": "yes"})


@may(NOBODY)
def delete_the_details_of_a_published_page(boss):
    return post(admin("content_pagedetails_delete", details_of(live("start")).pk), {"post": "yes"})


@may(NOBODY)
def delete_the_details_of_a_published_page_from_the_list(boss):
    chosen = [details_of(live("start")).pk]
    address = admin("content_pagedetails_changelist")
    return post(address, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})


@may(WRITERS)
def add_details_to_a_draft(boss):
    version = draft("start")
    details_of(version).delete()
    return post(admin("content_pagedetails_add", extended_object=version.object_id), DETAILS)


@may(NOBODY)
def add_details_to_a_published_page(boss):
    version = live("start")
    details_of(version).delete()
    return post(admin("content_pagedetails_add", extended_object=version.object_id), DETAILS)
