from django.utils.translation import gettext_lazy as _

from content.models.details import Details
from content.page.component_plugin import ComponentPlugin


class DetailsPlugin(ComponentPlugin):
    model = Details
    name = _("Text to open")
    module = _("Text")
    guide_settings = ("summary",)
