from content.models.do_dont_list import DoDontList
from content.page.component_plugin import ComponentPlugin


class DoDontListPlugin(ComponentPlugin):
    model = DoDontList
    name = "Do or do-not list"
    guide_settings = ("kind", "heading")
    splits_items = True
