"""Addresses of the search, in every language."""

from django.urls import path

from content.search.site.views import search, search_index

urlpatterns = [
    path("search/", search, name="search"),
    path("search-<str:digest>.json", search_index, name="search_index"),
]
