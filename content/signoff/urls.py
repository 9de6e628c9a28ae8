from django.urls import path

from content.signoff import comments_views, views
from content.signoff.comparison_view import what_changed
from content.signoff.shared_views import share, withdraw_link
from content.signoff.side_by_side_view import side_by_side

urlpatterns = [
    path("what-changes/<int:version>/", what_changed, name="what_changed"),
    path("side-by-side/<slug:language>/<int:page>/", side_by_side, name="side_by_side"),
    path("sign-off/<int:version>/", views.sign_off, name="sign_off"),
    path("comments/<int:version>/", comments_views.comments, name="comments"),
    path("comments/<int:version>/write/", comments_views.write_comment, name="comments_write"),
    path("comments/<int:version>/<int:comment>/answer/", comments_views.answer_comment, name="comments_answer"),
    path("comments/<int:version>/<int:comment>/settle/", comments_views.settle_comment, name="comments_settle"),
    path("show-draft/<int:version>/", share, name="show_draft"),
    path("show-draft/<int:version>/withdraw/<int:link>/", withdraw_link, name="show_draft_withdraw"),
    path("sign-off/<int:version>/send/", views.send_for_review, name="sign_off_send"),
    path("sign-off/<int:version>/sign/", views.sign_text, name="sign_off_sign"),
    path("sign-off/<int:version>/meaning-unchanged/", views.confirm_meaning, name="sign_off_confirm"),
    path("sign-off/<int:version>/note/", views.note_for_readers, name="sign_off_note"),
    path("sign-off/<int:version>/plan/", views.plan_text, name="sign_off_plan"),
    path("sign-off/<int:version>/plan/cancel/", views.cancel_plan, name="sign_off_cancel"),
    path("sign-off/<int:version>/send-back/", views.send_text_back, name="sign_off_back"),
    path("sign-off/<int:version>/withdraw/<int:signature>/", views.take_off, name="sign_off_withdraw"),
]
