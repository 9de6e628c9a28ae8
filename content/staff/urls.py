"""Addresses of staff, all under /admin/; before those of the admin itself, some of which they replace."""

from django.urls import include, path

from content.staff.gallery import gallery

urlpatterns = [
    path("gallery/", gallery, name="gallery"),
    path("", include("content.staff.login.urls")),
]
