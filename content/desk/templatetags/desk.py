"""What the staff's landing page shows."""

import re
from typing import Any

from cms.utils.urlutils import admin_reverse
from django import template
from django.template.defaultfilters import stringfilter
from django.utils.safestring import SafeString, mark_safe

from content.desk.work import drafts, proposals, public_pages
from content.publishing.locks import holder
from content.signoff.handover import to_sign_again
from content.signoff.signatures import reviewer_of

register = template.Library()
register.simple_tag(holder, name="draft_holder")
#: What the controls at the top of django CMS's page tree do, by the icon that is all they have (5.1.3).
ICON_NAMES = {"arrow": "Filters", "close": "Close the filters", "search": "Search", "squares": "Sites"}
#: An element with a tooltip and nothing in it but, at most, an icon.
SIGN = re.compile(r'(data-cms-tooltip="([^"]+)"\s*>\s*(?:<span class="cms-icon [^"]+"></span>\s*)?)(</)')


@register.filter(is_safe=True)
@stringfilter
def name_icons(source: str) -> SafeString:
    """The page tree with words for screen readers behind those icons."""
    for icon, name in ICON_NAMES.items():
        plain = f'<span class="cms-icon cms-icon-{icon}"></span>'
        source = source.replace(plain, f'{plain}<span class="visually-hidden">{name}</span>')
    return mark_safe(source)  # noqa: S308 - django CMS made it


@register.filter(is_safe=True)
@stringfilter
def name_tooltips(source: str) -> SafeString:
    """A row of the page tree in which links that show only a sign say what it means: their tooltip, as words."""
    return mark_safe(SIGN.sub(r'\1<span class="visually-hidden">\2</span>\3', source))  # noqa: S308 - as above


@register.simple_tag(takes_context=True)
def staff_work(context) -> dict[str, Any]:
    """{waiting, mine, others, to_sign, proposals, pages, may_edit, may_publish, create_url, tree_url} for the user who is
    logged in. `waiting` are the drafts that wait for this person to sign, None for whoever may not.
    """
    user = context["request"].user
    if not user.has_perm("cms.change_page"):
        return {"may_edit": False}
    mine, others = drafts(user)
    reviewer, may_publish = reviewer_of(user), user.has_perm("cms.publish_page")
    return {
        "may_edit": True,
        "may_publish": may_publish,
        "waiting": [draft for draft in (*mine, *others) if draft.state.waits_for(reviewer)] if reviewer else None,
        "to_sign": to_sign_again() if may_publish else [],
        "mine": mine,
        "others": others,
        "proposals": proposals(),
        "pages": public_pages(),
        "create_url": admin_reverse("cms_pagecontent_add"),
        "tree_url": admin_reverse("cms_pagecontent_changelist"),
    }
