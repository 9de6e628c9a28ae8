"""How static files are kept and served: with hashed names and compressed, by WhiteNoise; and where icons are looked for."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.templatetags.static import static
from django.views.generic import RedirectView
from whitenoise.middleware import WhiteNoiseFileResponse, WhiteNoiseMiddleware
from whitenoise.responders import StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from ketaguide.delivery.encodings import preferred_encoding


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Gives a file that was not collected its plain address instead of an error.

    A missing picture is a blemish; an exception would take the page with it, and after that the error page. Of scripts, those
    of the tools import each other, by names that are hashed as well.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("tools/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def stored_name(self, name: str) -> str:
        try:
            return super().stored_name(name)
        except ValueError:
            return name

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        """Compresses what pages name. The same file under its plain name, which next to nobody asks for, is sent as it is:
        to compress both takes twice as long at every start of a new release.
        """
        return super().compress_files(paths & set(self.hashed_files.values()))


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Reads what a browser accepts as the standard says: WhiteNoise 6 takes `br;q=0` (“not Brotli”) for a wish."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> WhiteNoiseFileResponse:
        request.META["HTTP_ACCEPT_ENCODING"] = preferred_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        return WhiteNoiseMiddleware.serve(static_file, request)


class Icon(RedirectView):
    """Leads from an address that browsers know by heart to the file."""

    name = ""

    def get_redirect_url(self, *args, **kwargs) -> str:
        return static(f"img/{self.name}")
