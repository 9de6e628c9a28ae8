"""Admin of the guide: its name, and the rooms that have screens of their own (Django looks for them here)."""

from django.contrib import admin

admin.site.site_title = "Guide"
admin.site.site_header = "Guide: for staff"
admin.site.index_title = "Your work"
admin.site.enable_nav_sidebar = False  # it leaves too little room for the page tree
