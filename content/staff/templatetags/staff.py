"""What the staff's landing page shows."""

from typing import Any

from cms.utils.urlutils import admin_reverse
from django import template

from content.locks import holder
from content.staff.work import drafts, public_pages

register = template.Library()
register.simple_tag(holder, name="draft_holder")


@register.simple_tag(takes_context=True)
def staff_work(context) -> dict[str, Any]:
    """{mine, others, pages, may_edit, may_publish, create_url, tree_url} for the user who is logged in."""
    user = context["request"].user
    if not user.has_perm("cms.change_page"):
        return {"may_edit": False}
    mine, others = drafts(user)
    return {
        "may_edit": True,
        "may_publish": user.has_perm("cms.publish_page"),
        "mine": mine,
        "others": others,
        "pages": public_pages(),
        "create_url": admin_reverse("cms_pagecontent_add"),
        "tree_url": admin_reverse("cms_pagecontent_changelist"),
    }
