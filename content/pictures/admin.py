"""Admin of the library of pictures: who may delete, and what stays as it is because published pages show it."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from filer.admin.fileadmin import FileAdmin
from filer.admin.folderadmin import FolderAdmin
from filer.admin.imageadmin import ImageAdmin
from filer.models import File, Folder, Image

from content.pictures.uploads import SHARED_FOLDER

#: What django-filer calls the list of files in no folder.
UNSORTED = "unfiled_images"


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

    def directory_listing(self, request, folder_id=None, viewtype=None):
        """What is uploaded into no folder is put into that of all (`content.pictures.uploads`): so that is the one to look at."""
        everybodys = Folder.objects.filter(name=SHARED_FOLDER, parent=None).first()
        if viewtype == UNSORTED and everybodys and not File.objects.filter(folder=None).exists():
            address = reverse("admin:filer-directory_listing", args=[everybodys.pk])
            return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
        return super().directory_listing(request, folder_id, viewtype)


for model, model_admin in ((Image, GuideImageAdmin), (File, GuideFileAdmin), (Folder, GuideFolderAdmin)):
    admin.site.unregister(model)
    admin.site.register(model, model_admin)
