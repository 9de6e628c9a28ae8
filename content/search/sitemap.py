"""The sitemap: every public page, for search engines."""

from collections import defaultdict
from datetime import datetime
from urllib.parse import urlsplit

from cms.models import PageContent
from cms.sitemaps import CMSSitemap
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps import views
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from djangocms_versioning.constants import PUBLISHED
from djangocms_versioning.models import Version

from content.models.figure import Figure
from content.page.links import address
from content.search.canonical import canonical_url
from content.signoff.translations import open_translations
from ketaguide.delivery.kept import let_keep


class GuideSitemap(CMSSitemap):
    """Every public page, with the time at which readers last got another text."""

    # Search engines ignore both, so they are not sent.
    changefreq = None
    priority = None
    protocol = urlsplit(settings.SITE_URL).scheme

    def __init__(self, part: int = 1) -> None:
        self.part, self.limit = part, settings.SITEMAP_LIMIT

    def items(self) -> QuerySet:
        """What search engines may list: no translation that no translator has signed."""
        found = self.every_page()
        if len(settings.LANGUAGES) < 2:
            return found
        listed = Q(language=settings.LANGUAGE_CODE)
        for page, language in open_translations():
            listed |= Q(page=page, language=language)
        return found.filter(listed)

    def every_page(self) -> QuerySet:
        """The address of every public page, in every language."""
        published = Version.objects.filter(
            state=PUBLISHED,
            content_type=ContentType.objects.get_for_model(PageContent),
            object_id__in=PageContent.admin_manager.filter(
                page=OuterRef(OuterRef("page")), language=OuterRef(OuterRef("language"))
            ).values("pk"),
        )
        return super().items().annotate(published_at=Subquery(published.values("modified")[:1]))

    def lastmod(self, page_url):
        return page_url.published_at

    def location(self, page_url) -> str:
        return address(page_url.path, page_url.language)

    def get_urls(self, page=1, site=None, protocol=None):
        urls = super().get_urls(self.part, site, protocol)
        pictures = pictures_by_page()
        languages = self._languages()
        for url in urls:
            item = url["item"]
            here = languages.get(item.page_id, {})
            url["languages"] = here if len(here) > 1 else {}
            url["pictures"] = [canonical_url(path) for path in pictures.get((item.page_id, item.language), ())]
        return urls

    def _languages(self) -> dict[int, dict[str, str]]:
        """The full address of each listed page in each language in which it is listed."""
        found: dict[int, dict[str, str]] = defaultdict(dict)
        for row in self.items() if len(settings.LANGUAGES) > 1 else ():
            found[row.page_id][row.language] = canonical_url(self.location(row))
        order = [code for code, _ in settings.LANGUAGES]
        return {page: {code: there[code] for code in order if code in there} for page, there in found.items()}

    def parts(self) -> list[datetime | None]:
        """For each part of the sitemap, when one of its pages last changed."""
        times = list(self.items().values_list("published_at", flat=True))
        parts = (times[start : start + self.limit] for start in range(0, len(times), self.limit))
        return [max(filter(None, part), default=None) for part in parts]

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc


def pictures_by_page() -> dict[tuple[int, str], list[str]]:
    """Where the pictures in the public text of a page are, by page and language. Those that are only decoration are left out."""
    shown = ContentType.objects.get_for_model(PageContent)
    figures = Figure.objects.filter(placeholder__content_type=shown, decorative=False).order_by("position")
    rows = list(figures.values_list("placeholder__object_id", "renditions"))
    public = PageContent.objects.in_bulk([owner for owner, _ in rows])
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for owner, renditions in rows:
        if (content := public.get(owner)) and renditions:
            found[content.page_id, content.language].append(renditions[-1]["url"])
    return found


@require_safe
def sitemap(request: HttpRequest, part: int | None = None) -> HttpResponse:
    """The sitemap or, of a guide with more than SITEMAP_LIMIT pages, the list of its parts; and each part.

    Raises Http404 for a part that is not there, and for `/sitemap-01.xml`: one thing is kept under one address only.
    """
    if part is None and len(times := GuideSitemap().parts()) > 1:
        parts = [
            {"location": canonical_url(reverse("sitemap_part", args=[number])), "last_mod": time}
            for number, time in enumerate(times, 1)
        ]
        return let_keep(
            TemplateResponse(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")
        )
    if part is not None and request.path != reverse("sitemap_part", args=[part]):
        raise Http404
    return let_keep(views.sitemap(request, {"guide": GuideSitemap(1 if part is None else part)}))
