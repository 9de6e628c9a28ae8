"""Addresses. The CMS answers whatever is not listed before it."""

from django.contrib import admin
from django.urls import include, path

from content.clinic.views import brand_stylesheet
from content.discovery import robots_txt, sitemap
from content.staff.gallery import gallery
from ketaguide.views import media_file

urlpatterns = [
    path("admin/gallery/", gallery, name="gallery"),
    path("admin/", admin.site.urls),
    path("robots.txt", robots_txt, name="robots_txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap, name="sitemap_part"),
    path("brand.<str:digest>.css", brand_stylesheet, name="brand_stylesheet"),
    path("media/<path:name>", media_file, name="media_file"),
    path("", include("cms.urls")),
]

handler500 = "ketaguide.outage.server_error"
