"""How static files are kept: with hashed names and compressed, by WhiteNoise."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Gives a file that was not collected its plain address instead of an error.

    A missing picture is a blemish; an exception would take the page with it, and after that the error page.
    """

    def stored_name(self, name: str) -> str:
        try:
            return super().stored_name(name)
        except ValueError:
            return name
