from django.urls import path

from content.signoff import views

urlpatterns = [
    path("sign-off/<int:version>/", views.sign_off, name="sign_off"),
    path("sign-off/<int:version>/send/", views.send_for_review, name="sign_off_send"),
    path("sign-off/<int:version>/sign/", views.sign_text, name="sign_off_sign"),
    path("sign-off/<int:version>/send-back/", views.send_text_back, name="sign_off_back"),
    path("sign-off/<int:version>/withdraw/<int:signature>/", views.take_off, name="sign_off_withdraw"),
]
