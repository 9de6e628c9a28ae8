from django.urls import path

from content.search.changes_feed import changes_feed
from content.search.indexnow import indexnow_key
from content.search.llms_txt import llms_txt
from content.search.robots import robots_txt
from content.search.security_txt import security_txt
from content.search.sharing import card_picture
from content.search.sitemap import sitemap

urlpatterns = [
    path("robots.txt", robots_txt, name="robots_txt"),
    path("llms.txt", llms_txt, name="llms_txt"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("indexnow-<str:key>.txt", indexnow_key, name="indexnow_key"),
    path("changes-<slug:language>.atom", changes_feed, name="changes_feed"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap, name="sitemap_part"),
    path("cards/<slug:language>/<int:page>-<slug:digest>.png", card_picture, name="card"),
]
