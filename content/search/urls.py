from django.urls import path

from content.search.robots import robots_txt
from content.search.site.views import search, search_index
from content.search.sitemap import sitemap

urlpatterns = [
    path("robots.txt", robots_txt, name="robots_txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap, name="sitemap_part"),
    path("search/", search, name="search"),
    path("search-<str:digest>.json", search_index, name="search_index"),
]
