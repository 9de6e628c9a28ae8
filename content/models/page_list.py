from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class PageList(Component):
    """The public pages right below this page, each with its description. A page that is taken down leaves the list."""

    text_required = False
    lists_pages_below = True

    class Meta:
        verbose_name = _("list of the pages below")
        verbose_name_plural = _("lists of the pages below")

    def __str__(self) -> str:
        return gettext("Pages below this one")
