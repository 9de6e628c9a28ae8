from django.urls import path

from content.search.llms_txt import llms_txt
from content.search.robots import robots_txt
from content.search.security_txt import security_txt
from content.search.sharing import card_picture
from content.search.site.views import search, search_index
from content.search.sitemap import sitemap

urlpatterns = [
    path("robots.txt", robots_txt, name="robots_txt"),
    path("llms.txt", llms_txt, name="llms_txt"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap, name="sitemap_part"),
    path("search/", search, name="search"),
    path("search-<str:digest>.json", search_index, name="search_index"),
    path("cards/<slug:language>/<int:page>-<slug:digest>.png", card_picture, name="card"),
]
