from cms.app_base import CMSAppConfig
from django.http import HttpRequest

from content.staff.screens import languages_of_screens


class SpeaksChosenLanguage:
    """Part of django CMS's toolbar: in the language that somebody chose, also where the guide is not in it."""

    def init_toolbar(self, request: HttpRequest, request_path: str | None = None) -> None:
        super().init_toolbar(request, request_path)  # type: ignore[misc]
        if self.is_staff and self.user_settings.language in dict(languages_of_screens()):  # type: ignore[attr-defined]
            self.toolbar_language = self.user_settings.language  # type: ignore[attr-defined]


class StaffCMSConfig(CMSAppConfig):
    cms_enabled = True
    cms_toolbar_mixin = SpeaksChosenLanguage
