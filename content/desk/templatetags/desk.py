"""What the staff's landing page shows."""

import re
from typing import Any

from cms.models import EmptyPageContent, PageContent
from cms.utils.urlutils import admin_reverse
from django import template
from django.template.defaultfilters import stringfilter
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop
from djangocms_versioning.constants import PUBLISHED

from content.desk.broken_links import broken_links
from content.desk.due import due_list
from content.desk.work import WORDS, groups, proposals, public_pages, state_words
from content.page.rendering import rendering
from content.publishing.languages import differing
from content.publishing.locks import holder
from content.publishing.stale import stale_translations
from content.signoff.schedule import not_done
from content.signoff.shared import MAY_WITHDRAW, open_links
from content.signoff.signatures import MAY_PUBLISH

register = template.Library()
register.simple_tag(holder, name="draft_holder")
#: What the controls at the top of django CMS's page tree do, by the icon that is all they have (5.1.3).
ICON_NAMES = {
    "arrow": gettext_noop("Filters"),
    "close": gettext_noop("Close the filters"),
    "search": gettext_noop("Search"),
    "squares": gettext_noop("Sites"),
}
#: What stands around the sign for the state of a text in one language.
SIGN_OF_LANGUAGE = '<span class="cms-tree-lang-container">'
#: An element with a tooltip and nothing in it but, at most, an icon.
SIGN = re.compile(r'(data-cms-tooltip="([^"]+)"\s*>\s*(?:<span class="cms-icon [^"]+"></span>\s*)?)(</)')


@register.filter(is_safe=True)
@stringfilter
def name_icons(source: str) -> SafeString:
    """The page tree with words for screen readers behind those icons."""
    for icon, name in ICON_NAMES.items():
        plain = f'<span class="cms-icon cms-icon-{icon}"></span>'
        source = source.replace(plain, f'{plain}<span class="visually-hidden">{gettext(name)}</span>')
    return mark_safe(source)  # noqa: S308 - django CMS made it


@register.filter(is_safe=True)
@stringfilter
def name_tooltips(source: str) -> SafeString:
    """A row of the page tree in which links that show only a sign say what it means: their tooltip, as words."""
    return mark_safe(SIGN.sub(r'\1<span class="visually-hidden">\2</span>\3', source))  # noqa: S308 - as above


@register.filter(is_safe=True)
@stringfilter
def with_state(source: str, state: str) -> SafeString:
    """A row of the page tree with the word for the state of its text beside django CMS's colored sign."""
    look = " staff-tree-state-published" if state.startswith(gettext(WORDS[PUBLISHED])) else ""
    word = '{}<span class="staff-tree-state{}">{}</span> '
    shown = format_html(word, mark_safe(SIGN_OF_LANGUAGE), look, state)  # noqa: S308 - a constant
    return mark_safe(source.replace(SIGN_OF_LANGUAGE, shown, 1))  # noqa: S308 - as above


@register.simple_tag(takes_context=True)
def tree_state(context, content: PageContent | EmptyPageContent) -> str:
    """The state of a text in the page tree, in a word, empty where the page has none in this language. A few queries for the whole
    tree.
    """
    words = rendering(context["request"]).once("tree_states", state_words)
    return words.get(content.pk, "") if isinstance(content, PageContent) else ""


@register.simple_tag(takes_context=True)
def staff_work(context) -> dict[str, Any]:
    """{groups, not_done, due, broken_links, stale, differing, links, proposals, pages, may_edit, may_publish, create_url, tree_url} for
    the user who is logged in. `groups` are the drafts, the first of them being those to sign, where this person may sign.
    """
    user = context["request"].user
    if not user.has_perm("cms.change_page"):
        return {"may_edit": False}
    stale, may_publish = stale_translations(), user.has_perm(MAY_PUBLISH)
    return {
        "may_edit": True,
        "may_publish": may_publish,
        "groups": groups(user),
        "due": due_list() if may_publish else [],
        "broken_links": broken_links(),
        "not_done": not_done(user),
        "stale": stale,
        "differing": differing(),
        "links": open_links() if user.has_perm(MAY_WITHDRAW) else [],
        "proposals": proposals(),
        "pages": public_pages(stale),
        "create_url": admin_reverse("cms_pagecontent_add"),
        "tree_url": admin_reverse("cms_pagecontent_changelist"),
    }
