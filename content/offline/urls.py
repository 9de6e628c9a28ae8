from django.urls import path

from content.offline.views import offline_list, offline_page, offline_worker

urlpatterns = [path("offline-worker.js", offline_worker, name="offline_worker")]
#: Those that every language has.
in_language = [
    path("offline/", offline_page, name="offline_page"),
    path("offline.json", offline_list, name="offline_list"),
]
