"""Views that belong to running the site rather than to what it says."""

import errno
import mimetypes
import posixpath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

PUBLIC_MEDIA = ("filer_public/", "filer_public_thumbnails/")
#: The library keeps no longer names.
LONGEST_NAME = 255
#: What a folder or a store says of a name under which there can be no picture.
NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}


@require_safe
def media_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """An uploaded image, from wherever the site keeps them. Names change with content, so it may be kept.

    Raises Http404 for anything that is not a public image.
    """
    if not name.startswith(PUBLIC_MEDIA) or "\x00" in name or posixpath.normpath(name) != name:
        raise Http404
    if len(name) > LONGEST_NAME:
        raise Http404
    kind, packed = mimetypes.guess_type(name)
    if kind not in settings.FILER_MIME_TYPE_WHITELIST or packed:
        raise Http404
    response: HttpResponseBase
    try:
        modified = default_storage.get_modified_time(name).timestamp()
        if was_modified_since(request.META.get("HTTP_IF_MODIFIED_SINCE"), modified):
            response = FileResponse(default_storage.open(name), content_type=kind)
        else:
            response = HttpResponseNotModified()
    except OSError as error:
        if error.errno in NOT_THERE:
            raise Http404 from error
        raise
    response.headers["Last-Modified"] = http_date(modified)
    response.headers["Cache-Control"] = "public, max-age=604800"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
