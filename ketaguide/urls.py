"""Addresses. The CMS answers whatever is not listed before it."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("admin/", include("content.staff.urls")),
    path("admin/", admin.site.urls),
    # The CMS's second log in knows neither pauses nor second steps.
    path("cms_login/", RedirectView.as_view(pattern_name="admin:login")),
    path("", include("content.search.urls")),
    path("", include("content.offline.urls")),
    path("", include("content.clinic.urls")),
    path("", include("ketaguide.operations.urls")),
    path("", include("cms.urls")),
]

handler500 = "ketaguide.delivery.outage.server_error"
