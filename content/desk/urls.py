from django.urls import path

from content.desk import blocks
from content.desk.find import find
from content.desk.gallery import gallery
from content.desk.handbook import handbook
from content.desk.replace_view import find_and_replace
from content.desk.together import publish_set
from content.desk.unsaved import unsaved
from content.search.report import report, report_on_page

urlpatterns = [
    path("unsaved/", unsaved, name="unsaved"),
    path("find/", find, name="find"),
    path("replace/", find_and_replace, name="find_and_replace"),
    path("publish-together/<int:version>/", publish_set, name="publish_together"),
    path("blocks/<int:version>/", blocks.blocks, name="blocks"),
    path("blocks/<int:version>/choose/", blocks.choose_block, name="blocks_choose"),
    path("blocks/<int:version>/undo/", blocks.undo_step, name="undo_step"),
    path("blocks/<int:version>/redo/", blocks.redo_step, name="redo_step"),
    path("blocks/<int:version>/<int:block>/copy/", blocks.copy_block, name="blocks_copy"),
    path("blocks/<int:version>/<int:block>/delete/", blocks.delete_block, name="blocks_delete"),
    path("blocks/<int:version>/<int:block>/up/", blocks.move_block, {"way": blocks.UP}, name="blocks_up"),
    path("blocks/<int:version>/<int:block>/down/", blocks.move_block, {"way": blocks.DOWN}, name="blocks_down"),
    path("gallery/", gallery, name="gallery"),
    path("help/", handbook, name="handbook"),
    path("as-others-see-it/", report, name="as_others_see_it"),
    path("as-others-see-it/<slug:language>/<int:page>/", report_on_page, name="as_others_see_page"),
]
