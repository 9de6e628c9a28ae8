"""Views that belong to running the site rather than to what it says."""

import posixpath

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

PUBLIC_MEDIA = ("filer_public/", "filer_public_thumbnails/")


@require_safe
def media_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """An uploaded image, for machines without a web server in front. Names change with content, so it may be kept.

    Raises Http404 for anything that is not a public image.
    """
    if not name.startswith(PUBLIC_MEDIA) or "\x00" in name or posixpath.normpath(name) != name:
        raise Http404
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        response.headers["Cache-Control"] = "public, max-age=604800"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
