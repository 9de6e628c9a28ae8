from content.models import Steps
from content.plugins.component import ComponentPlugin


class StepsPlugin(ComponentPlugin):
    model = Steps
    name = "Steps"
    guide_settings = ("heading",)
    splits_items = True
