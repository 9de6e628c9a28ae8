from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from content.models.details import Details
from content.page.component_plugin import ComponentPlugin


class DetailsPlugin(ComponentPlugin):
    model = Details
    name = gettext_noop("Text to open")
    module = _("Text")
    guide_settings = ("summary",)
