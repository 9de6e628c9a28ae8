"""What rich text may contain. djangocms-text's own sanitizer, which runs on every save, is held to the same."""

import re

BLOCK_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td"}
INLINE_TAGS = {"strong", "em", "a", "br", "sub", "sup"}
#: Inline components: `cms-plugin` is how djangocms-text stores them, `guide-inline` how guide files name them.
PLUGIN_TAGS = {"cms-plugin", "guide-inline"}
ALLOWED_TAGS = BLOCK_TAGS | INLINE_TAGS | PLUGIN_TAGS
ALLOWED_ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href", "data-cms-href"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
    "cms-plugin": {"id", "alt", "title", "name", "type", "render-plugin"},
    "guide-inline": {"role", "value"},
}
URL_SCHEMES = {"http", "https", "mailto", "tel", "sms", "page"}
#: Characters that no text may hold: lxml and PostgreSQL refuse them. Word processors put some into what is pasted.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def restrict_sanitizer() -> None:
    """Make djangocms-text's own sanitizer, which runs on every save, as strict as ours.

    Its settings can only add to what is allowed (djangocms-text 1.0.2), hence the change in place.
    """
    from djangocms_text.html import cms_parser

    cms_parser.ALLOWED_TAGS = set(ALLOWED_TAGS)
    cms_parser.ALLOWED_ATTRIBUTES = {tag: set(names) for tag, names in ALLOWED_ATTRIBUTES.items()}
    cms_parser.ALLOWED_URL_SCHEMES = set(URL_SCHEMES)
    cms_parser.generic_attribute_prefixes = None
