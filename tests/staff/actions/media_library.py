"""Pictures, files and folders."""

import io

from filer.models import Folder, Image
from PIL import Image as Pixels

from tests.staff.actions.table import (
    MANAGERS,
    NOBODY,
    STAFF,
    may,
    post,
)
from tests.staff.desk import (
    admin,
)


def picture():
    file = io.BytesIO()
    Pixels.new("RGB", (40, 30), "red").save(file, "JPEG")
    file.seek(0)
    file.name = "picture.jpg"
    return file


def uploaded(boss) -> Image:
    folder, _ = Folder.objects.get_or_create(name="Pictures")
    answer = boss.post(admin("filer-ajax_upload", folder.pk), {"file": picture()})
    return Image.objects.get(pk=answer.json()["file_id"])


@may(STAFF)
def upload_a_picture(boss):
    return lambda client: client.post(admin("filer-ajax_upload"), {"file": picture()})


@may(STAFF)
def describe_a_picture(boss):
    return post(admin("filer_image_change", uploaded(boss).pk), {"description": "A room"})


@may(STAFF)
def describe_a_file(boss):
    return post(admin("filer_file_change", uploaded(boss).pk), {"description": "A room"})


@may(STAFF)
def make_a_folder(boss):
    return post(admin("filer-directory_listing-make_root_folder"), {"name": "New"})


@may(STAFF)
def make_a_folder_in_a_folder(boss):
    return post(admin("filer-directory_listing-make_folder", Folder.objects.create(name="Old").pk), {"name": "New"})


@may(STAFF)
def rename_a_folder(boss):
    return post(admin("filer_folder_change", Folder.objects.create(name="Old").pk), {"name": "New"})


@may(MANAGERS)
def delete_a_file(boss):
    return post(admin("filer_file_delete", uploaded(boss).pk), {"post": "yes"})


@may(MANAGERS)
def delete_a_picture(boss):
    return post(admin("filer_image_delete", uploaded(boss).pk), {"post": "yes"})


@may(MANAGERS)
def delete_a_picture_from_the_list(boss):
    image = uploaded(boss)
    data = {"action": "delete_files_or_folders", "_selected_action": [f"file-{image.pk}"], "post": "yes"}
    return post(admin("filer-directory_listing", image.folder_id), data)


@may(MANAGERS)
def delete_a_folder_of_pictures(boss):
    return post(admin("filer_folder_delete", Folder.objects.create(name="Empty").pk), {"post": "yes"})


@may(NOBODY)
def write_smaller_files_over_pictures(boss):
    image = uploaded(boss)
    data = {"action": "resize_images", "_selected_action": [f"file-{image.pk}"], "post": "yes"}
    data |= {"width": "5", "height": "5", "crop": "", "upscale": ""}
    return post(admin("filer-directory_listing", image.folder_id), data)
