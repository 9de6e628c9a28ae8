"""Admin of the library of pictures: who may delete, and what stays as it is because published pages show it."""

from django.contrib import admin
from filer.admin.fileadmin import FileAdmin
from filer.admin.folderadmin import FolderAdmin
from filer.admin.imageadmin import ImageAdmin
from filer.models import File, Folder, Image


class LibraryAdmin(admin.ModelAdmin):
    """The media library asks for the right to delete; django-filer 3.6.0 lets everybody who may change also delete."""

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm(f"filer.delete_{self.opts.model_name}")


class LibraryFileAdmin(LibraryAdmin):
    """A picture's file stays what it is, because published pages show it. For another picture upload a new one."""

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), "file")


class GuideImageAdmin(LibraryFileAdmin, ImageAdmin):
    pass


class GuideFileAdmin(LibraryFileAdmin, FileAdmin):
    pass


class GuideFolderAdmin(LibraryAdmin, FolderAdmin):
    # Not the actions that write to the files: published pages show them.
    actions = ("delete_files_or_folders", "move_files_and_folders")


for model, model_admin in ((Image, GuideImageAdmin), (File, GuideFileAdmin), (Folder, GuideFolderAdmin)):
    admin.site.unregister(model)
    admin.site.register(model, model_admin)
