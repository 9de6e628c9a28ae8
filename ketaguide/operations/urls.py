from django.urls import path

from ketaguide.operations.media_views import media_file

urlpatterns = [path("media/<path:name>", media_file, name="media_file")]
