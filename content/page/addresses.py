"""Which address a page has, and which addresses there may be: those that lead to the page."""

import re

from cms.models import PageContent
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ketaguide.delivery.languages import language_of
from ketaguide.delivery.middleware import CMS_PAGES
from ketaguide.operations.health import ANSWERS
from ketaguide.words import Words

#: A part of an address between two slashes: small letters, digits and hyphens, which nobody has to spell out on the phone.
PART = re.compile(r"[a-z0-9]+(?:[-_]+[a-z0-9]+)*")
LONGEST = 200


def address_of(content: PageContent) -> str:
    """The address in its language that a page has, or will have once this text of it and those of the pages above are published."""
    page = content.page
    if page.is_home:
        return "/"
    if content.overwrite_url:
        return f"/{content.overwrite_url.strip('/')}/"
    parent = page.parent
    if parent is None:
        return f"/{content.slug}/"
    above = PageContent.admin_manager.filter(page=parent, language=content.language).current_content().first()
    return f"{address_of(above) if above else '/'}{content.slug}/"


def address_faults(wanted: str) -> list[Words]:
    """Why no page can have this address, as sentences; empty when one can. Says nothing of other pages."""
    parts = wanted.strip("/").split("/") if wanted.strip("/") else []
    if bad := next((part for part in parts if not PART.fullmatch(part)), None):
        return [
            format_lazy(
                _(
                    "“{bad}” cannot be part of an address. Use small letters, digits and hyphens, such as "
                    "“after-your-visit”."
                ),
                bad=bad,
            )
        ]
    if len(wanted) > LONGEST:
        return [
            format_lazy(
                _("The address has {wanted} characters. Make it {longest} at most."),
                wanted=len(wanted),
                longest=LONGEST,
            )
        ]
    if not _leads_to_a_page(f"/{'/'.join(parts)}/" if parts else "/"):
        return [
            format_lazy(
                _(
                    "The address “{wanted}” is used by the site itself, so nobody could open the page. Choose "
                    "another one."
                ),
                wanted=wanted,
            )
        ]
    return []


def _leads_to_a_page(path: str) -> bool:
    if path.rstrip("/") in ANSWERS or path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return False
    if language_of(path) != settings.LANGUAGE_CODE:  # addresses below are those of another language
        return False
    try:
        with override(settings.LANGUAGE_CODE):
            return resolve(path).url_name in CMS_PAGES
    except Resolver404:
        return False
