from content.models.steps import Steps
from content.page.component_plugin import ComponentPlugin


class StepsPlugin(ComponentPlugin):
    model = Steps
    name = "Steps"
    guide_settings = ("heading",)
    has_heading = True
    splits_items = True
