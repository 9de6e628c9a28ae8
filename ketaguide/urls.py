"""Addresses. The CMS answers whatever is not listed before it."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from content.offline.urls import in_language as offline_urls
from content.search.site.urls import urlpatterns as search_urls
from content.signoff.shared_views import shared_draft
from ketaguide.delivery.languages import in_every_language
from ketaguide.delivery.middleware import SHARED_DRAFT_PATH
from ketaguide.static_files import Icon

urlpatterns = [
    # Before those of the admin itself, some of which they replace.
    path("admin/", include("content.desk.urls")),
    path("admin/", include("content.signoff.urls")),
    path("admin/", include("content.staff.login.urls")),
    path("admin/", admin.site.urls),
    # What browsers and phones ask for without being told where it is.
    path("favicon.ico", Icon.as_view(name="favicon.ico")),
    path("apple-touch-icon.png", Icon.as_view(name="apple-touch-icon.png")),
    path("apple-touch-icon-precomposed.png", Icon.as_view(name="apple-touch-icon.png")),
    path(SHARED_DRAFT_PATH.removeprefix("/"), shared_draft, name="shared_draft"),
    path("", include("content.search.urls")),
    path("", include("content.offline.urls")),
    path("", include("content.clinic.urls")),
    path("", include("ketaguide.operations.urls")),
    in_every_language(
        *search_urls,
        *offline_urls,
        # The CMS's second log in knows neither pauses nor second steps.
        path("cms_login/", RedirectView.as_view(pattern_name="admin:login")),
        path("", include("cms.urls")),
    ),
]

handler400 = "ketaguide.delivery.outage.bad_request"
handler500 = "ketaguide.delivery.outage.server_error"
