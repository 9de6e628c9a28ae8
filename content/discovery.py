"""What search engines ask for: the sitemap, robots.txt, and the canonical address of a page."""

from urllib.parse import urlsplit

from cms.models import PageContent
from cms.sitemaps import CMSSitemap
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from djangocms_versioning.constants import PUBLISHED
from djangocms_versioning.models import Version

from content.links import address


def canonical_url(path: str) -> str:
    """The one full address of a page of this site, given its path. Never has a query string."""
    return settings.SITE_URL + path


class GuideSitemap(CMSSitemap):
    """Every public page, with the time at which readers last got another text."""

    # Search engines ignore both, so they are not sent.
    changefreq = None
    priority = None
    protocol = urlsplit(settings.SITE_URL).scheme

    def items(self) -> QuerySet:
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
        return address(page_url.path)

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Everything may be read except what belongs to staff."""
    text = render_to_string("robots.txt", {"sitemap": canonical_url("/sitemap.xml")})
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
