from content.models.care_card import CareCard
from content.page.component_plugin import ComponentPlugin


class CareCardPlugin(ComponentPlugin):
    model = CareCard
    name = "Care card"
    guide_settings = ("level", "heading")
    has_heading = True
