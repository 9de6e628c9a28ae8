from content.models import Details
from content.plugins.component import ComponentPlugin


class DetailsPlugin(ComponentPlugin):
    model = Details
    name = "Text to open"
    guide_settings = ("summary",)
