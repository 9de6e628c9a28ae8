from django.urls import path

from content.desk.gallery import gallery
from content.search.report import report, report_on_page

urlpatterns = [
    path("gallery/", gallery, name="gallery"),
    path("as-others-see-it/", report, name="as_others_see_it"),
    path("as-others-see-it/<slug:language>/<int:page>/", report_on_page, name="as_others_see_page"),
]
