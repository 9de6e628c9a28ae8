from django.urls import path

from content.desk.gallery import gallery

urlpatterns = [path("gallery/", gallery, name="gallery")]
