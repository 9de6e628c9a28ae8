from django.urls import path

from content.clinic.views import brand_stylesheet

urlpatterns = [path("brand.<str:digest>.css", brand_stylesheet, name="brand_stylesheet")]
