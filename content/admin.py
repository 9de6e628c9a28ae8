"""Admin of the guide: its name, and the screens that other rooms have for it (Django looks for them here)."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from content.pictures import admin as pictures  # noqa: F401
from content.publishing import details_admin, page_admin  # noqa: F401

admin.site.site_title = _("Guide")
admin.site.site_header = _("Guide: for staff")
admin.site.index_title = _("Your work")
admin.site.enable_nav_sidebar = False  # it leaves too little room for the page tree
