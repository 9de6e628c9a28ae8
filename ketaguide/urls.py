"""Addresses. The CMS answers whatever is not listed before it."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from content.clinic.views import brand_stylesheet
from content.discovery import robots_txt, sitemap
from content.offline import offline_list, offline_page, offline_worker
from content.staff.gallery import gallery
from content.staff.login import LogIn, SecondStep
from content.staff.two_step import NewRecoveryCodes, RemovePasskey, SetUpApp, TurnOff, TwoStep
from ketaguide.views import media_file

urlpatterns = [
    path("admin/gallery/", gallery, name="gallery"),
    # In place of the admin's own log in, which redirects here by the address.
    path("admin/login/", LogIn.as_view()),
    path("admin/login/second-step/", SecondStep.as_view(), name="second_step"),
    path("admin/two-step/", TwoStep.as_view(), name="two_step"),
    path("admin/two-step/app/", SetUpApp.as_view(), name="two_step_app"),
    path("admin/two-step/codes/", NewRecoveryCodes.as_view(), name="two_step_codes"),
    path("admin/two-step/off/", TurnOff.as_view(), name="two_step_off"),
    path("admin/two-step/passkeys/<int:pk>/remove/", RemovePasskey.as_view(), name="two_step_remove_passkey"),
    path("admin/", include("content.staff.passkeys")),
    path("admin/", admin.site.urls),
    path("robots.txt", robots_txt, name="robots_txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap, name="sitemap_part"),
    path("offline/", offline_page, name="offline_page"),
    path("offline.json", offline_list, name="offline_list"),
    path("offline-worker.js", offline_worker, name="offline_worker"),
    path("brand.<str:digest>.css", brand_stylesheet, name="brand_stylesheet"),
    path("media/<path:name>", media_file, name="media_file"),
    # The CMS's second log in knows neither pauses nor second steps.
    path("cms_login/", RedirectView.as_view(pattern_name="admin:login")),
    path("", include("cms.urls")),
]

handler500 = "ketaguide.outage.server_error"
