"""What a page shows of the public text of other pages."""

from cms.models import PageContent
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from content.page.component import Component
from content.page.fetch import SLOT


def public(kind: type[Component], language: str, **of_pages) -> QuerySet:
    """The components of one kind in public pages of a language, in order; `of_pages` says of which texts, if not of all."""
    shown = PageContent.objects.filter(language=language, **of_pages)
    found = kind.objects.filter(
        placeholder__content_type=ContentType.objects.get_for_model(PageContent),
        placeholder__slot=SLOT,
        placeholder__object_id__in=shown.order_by().values("pk"),
        language=language,
    )
    return found.order_by("placeholder__object_id", "position")
