from content.models import CareCard
from content.plugins.component import ComponentPlugin


class CareCardPlugin(ComponentPlugin):
    model = CareCard
    name = "Care card"
    guide_settings = ("level", "heading")
