from content.models.details import Details
from content.page.component_plugin import ComponentPlugin


class DetailsPlugin(ComponentPlugin):
    model = Details
    name = "Text to open"
    guide_settings = ("summary",)
