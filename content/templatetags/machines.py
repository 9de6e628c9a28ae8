"""What the page templates tell search engines, assistants and messengers about the page they show."""

from django import template
from django.utils.safestring import SafeString

from content.search import sharing as sharing_
from content.search import structured_data
from content.search.canonical import canonical_url

register = template.Library()


@register.simple_tag(takes_context=True)
def data_for_machines(context) -> SafeString:
    """The page's data for machines. Use it at the end of the page: what the page said decides what they are told."""
    return structured_data.script(context["request"])


@register.simple_tag
def full_address(path: str) -> str:
    """The one full address of a page, given its path."""
    return canonical_url(path)


@register.simple_tag(takes_context=True)
def sharing(context) -> sharing_.Sharing | None:
    """What messengers show of a link to this page; None for what readers cannot open."""
    return sharing_.sharing(context["request"])
