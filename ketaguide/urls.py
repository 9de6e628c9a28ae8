"""Addresses. The CMS answers whatever is not listed before it."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from content.clinic.views import brand_stylesheet
from content.discovery import GuideSitemap, robots_txt
from content.staff.gallery import gallery
from ketaguide.views import media_file

urlpatterns = [
    path("admin/gallery/", gallery, name="gallery"),
    path("admin/", admin.site.urls),
    path("robots.txt", robots_txt, name="robots_txt"),
    path("sitemap.xml", sitemap, {"sitemaps": {"guide": GuideSitemap}}, name="sitemap"),
    path("brand.<str:digest>.css", brand_stylesheet, name="brand_stylesheet"),
    path("media/<path:name>", media_file, name="media_file"),
    path("", include("cms.urls")),
]
